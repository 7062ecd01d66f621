import { describe, expect, test } from 'vitest'
import type { ChannelId, ProjectId, RunId, UserId } from '../../../../kernel/index.ts'
import type { Notification } from '../../../../modules/alerts/index.ts'
import { type Preferences, preferencesOfNobody } from '../../../../modules/identity/index.ts'
import type { DomainEvent } from '../../../../modules/journal/index.ts'
import {
  aConnection,
  aProject,
  aRun,
  noon,
} from '../../../../modules/pipelines/samples.contract.ts'
import { by, morning } from '../../../../modules/services/examples.contract.ts'
import { publish } from '../journal/publish.ts'
import { type Fresh, onEachDialect } from '../places.contract.ts'
import { openAlerting, said, settledAs } from './alerting.contract.ts'

type Finished = Extract<DomainEvent, { type: 'run.finished' }>
type Wish = Partial<Preferences['notifications']> & Pick<Partial<Preferences>, 'watched' | 'hidden'>

const aFinished = (differs: Partial<Finished> = {}): Finished => ({
  type: 'run.finished',
  projectId: 1 as ProjectId,
  runId: 1 as RunId,
  project: 'acme/shop',
  title: 'ci',
  status: 'failed',
  turn: 'broken',
  branch: 'main',
  isDefaultBranch: true,
  sha: 'a1b2c3',
  author: 'ann',
  webUrl: 'https://ci.example/1',
  ...differs,
})

/** A database with people who want to be told, and runs that end when they are told to. */
async function openRuns(fresh: Fresh) {
  const house = await openAlerting(await fresh())
  const { store, place } = house
  const driver = place.driver()

  const person = async (email: string): Promise<UserId> => {
    const admission = { kind: 'open', role: 'viewer' } as const
    const candidate = { email, passwordHash: 'hash', admission }
    const deed = { at: morning, actor: email, requestId: null }
    const done = await store.identity.register(candidate, deed)
    if (done.kind !== 'registered') throw new Error(done.kind)
    return done.account.id
  }

  /** Somebody new wants to be told by this channel. */
  async function wish(
    email: string,
    channelId: ChannelId | null,
    { watched, hidden, ...of }: Wish,
  ) {
    const base = preferencesOfNobody(email)
    const preferences = {
      ...base,
      watched: watched ?? [],
      hidden: hidden ?? [],
      notifications: { ...base.notifications, channelId, ...of },
    }
    const deed = { at: morning, actor: email, requestId: null }
    const id = await person(email)
    const saved = await store.identity.savePreferences(id, { preferences, expectedRev: 0 }, deed)
    if (saved.kind !== 'saved') throw new Error(saved.kind)
    return id
  }

  return {
    ...house,
    wish,
    finish: (...events: readonly Partial<Finished>[]) =>
      driver.write(() => publish({ events: events.map(aFinished), changes: [] }, morning)),
    async written(): Promise<readonly string[]> {
      const rows = await place.query('select notification from alerts_outbox order by id')
      return rows.map((row) =>
        said({ notification: JSON.parse(String(row.notification)) as Notification }),
      )
    },
  }
}

onEachDialect('runs that turn their branch', (fresh) => {
  const open = () => openRuns(fresh)

  test('are told by a channel once, however many people are told by it', async () => {
    const { channel, wish, finish, react, claim, written } = await open()
    const night = await channel({ name: 'night' })
    await channel({ name: 'nobody’s' })
    for (const name of ['ann@x', 'bob@x', 'cid@x']) await wish(name, night.id, {})
    await wish('dot@x', null, {})
    await finish({})
    expect(await react()).toBe(1)
    expect(await react()).toBe(0)
    const [message, ...others] = await claim()
    expect(others).toEqual([])
    expect(message?.channel.id).toBe(night.id)
    expect(message?.notification).toMatchObject({
      kind: 'run',
      run: { project: 'acme/shop', turn: 'broken', branch: 'main', message: null },
    })
    expect(message?.notification).not.toHaveProperty('run.type')
    expect(await written()).toEqual(['acme/shop main > broken'])
  })

  test('are told once though they are told of twice, and though processes react at once', async () => {
    const { place, channel, wish, finish, written } = await open()
    await wish('ann@x', (await channel()).id, {})
    await finish({}, {})
    const stores = [await place.open(), await place.open(), await place.open()]
    const done = await Promise.all(stores.map(({ alerts }) => alerts.react(morning + 1)))
    expect(done.reduce((sum, one) => sum + one.written, 0)).toBe(1)
    await finish({})
    expect(await stores[0]?.alerts.react(morning + 2)).toEqual({ written: 0, more: false })
    expect(await written()).toEqual(['acme/shop main > broken'])
  })

  test('are told with what their project’s store knows of them', async () => {
    const { store, channel, wish, react, claim } = await open()
    await wish('ann@x', (await channel()).id, { names: ['bob'] })
    const saved = await store.connections.create(aConnection(), by('ann'))
    if (saved.kind !== 'saved') throw new Error(saved.kind)
    const project = await store.pipelines.saveProject(saved.connection.id, aProject(), noon)
    const past = { at: noon, manner: 'history' } as const
    const live = { at: noon, manner: 'live' } as const
    const failed = { status: 'failed', rawStatus: 'completed/failure' } as const
    await store.pipelines.saveRuns(project.id, [aRun({ externalId: '1', ...failed })], past)
    const good = aRun({ externalId: '2', createdAt: noon + 10 })
    await store.pipelines.saveRuns(project.id, [good], past)
    expect(await react()).toBe(0)
    const bad = aRun({ externalId: '3', number: 3, createdAt: noon + 20, ...failed })
    const [run] = await store.pipelines.saveRuns(project.id, [bad], live)
    expect(await react()).toBe(1)
    const [message] = await claim()
    expect(message?.notification).toMatchObject({
      kind: 'run',
      run: {
        runId: run?.id,
        projectId: project.id,
        project: 'Acme/shop',
        turn: 'broken',
        title: 'ci',
        number: 3,
        status: 'failed',
        branch: 'main',
        isDefaultBranch: true,
        sha: 'a1b2c3',
        author: 'ann',
        message: 'mend the till',
        finishedAt: noon + 61_000,
        durationMs: 60_000,
      },
    })
  })

  test.each<[string, Wish, Partial<Finished>, number]>([
    ['a project that is watched', { projects: 'watched', watched: [1 as ProjectId] }, {}, 1],
    ['one that is not', { projects: 'watched', watched: [2 as ProjectId] }, {}, 0],
    ['one that is hidden', { hidden: [1 as ProjectId] }, {}, 0],
    ['a branch of somebody else', {}, { branch: 'fix', isDefaultBranch: false }, 0],
    ['one’s own branch', { names: ['Ann'] }, { branch: 'fix', isDefaultBranch: false }, 1],
    ['repairs, where only they are wanted', { broken: false }, { turn: 'fixed' }, 1],
    ['what nobody wants to hear of', { broken: false, fixed: false }, {}, 0],
    ['what turns nothing', {}, { turn: null }, 0],
  ])('of %s: with %j and %j, %i messages', async (_what, of, event, count) => {
    const { channel, wish, finish, react } = await open()
    await wish('zoe@x', (await channel()).id, of)
    await finish(event)
    expect(await react()).toBe(count)
  })

  test('are told to nobody whose account or channel is off, and to no channel that is gone', async () => {
    const { place, store, channel, wish, finish, react } = await open()
    const off = await channel({ enabled: false })
    await wish('ann@x', off.id, {})
    const bob = await wish('bob@x', (await channel()).id, {})
    const gone = await channel()
    const cid = await wish('cid@x', gone.id, { names: ['cid'] })
    await store.channels.remove(gone.id, by('ann'))
    await place.driver().write(function* () {
      yield { text: 'update identity_users set disabled = 1 where id = ?', params: [bob] }
    })
    await finish({})
    expect(await react()).toBe(0)
    const kept = (await store.identity.preferencesOf(cid))?.preferences.notifications
    expect(kept).toMatchObject({ channelId: null, names: ['cid'] })
  })

  test('that people were told are broken are told when the same run goes well after all', async () => {
    const { channel, wish, finish, react, written } = await open()
    await wish('ann@x', (await channel()).id, {})
    const retried = { status: 'success', turn: null } as const
    await finish({ runId: 1 as RunId }, { runId: 2 as RunId, ...retried })
    await react()
    await finish({ runId: 1 as RunId, ...retried }, { runId: 3 as RunId, ...retried })
    await react()
    expect(await written()).toEqual(['acme/shop main > broken', 'acme/shop main > fixed'])
  })

  test('of one project come in order, and those of another do not wait for them', async () => {
    const { store, channel, wish, finish, react, claim } = await open()
    await wish('ann@x', (await channel()).id, {})
    const repaired = { runId: 2 as RunId, turn: 'fixed', status: 'success' } as const
    const other = { runId: 3 as RunId, projectId: 2 as ProjectId, project: 'acme/till' }
    await finish({}, repaired, other)
    await react()
    const first = await claim()
    expect(first.map(said)).toEqual(['acme/shop main > broken', 'acme/till main > broken'])
    for (const one of first) await store.alerts.settleAttempt(settledAs(one, 'delivered'))
    expect((await claim()).map(said)).toEqual(['acme/shop main > fixed'])
  })

  test('do not wait for a service that has the id of their project', async () => {
    const { channel, service, turn, wish, finish, react, claim } = await open()
    await wish('ann@x', (await channel()).id, {})
    const id = await service({ name: 'shop' })
    await turn(id, 'down')
    await finish({ projectId: Number(id) as ProjectId })
    await react()
    expect((await claim()).map(said)).toEqual(['shop > down', 'acme/shop main > broken'])
  })

  describe('in a storm', () => {
    test('are one message that names each, beside services', async () => {
      const { channel, service, turn, wish, finish, react, claim } = await open()
      await wish('ann@x', (await channel()).id, {})
      for (const name of ['a', 'b']) await turn(await service({ name }), 'down')
      const many = Array.from({ length: 300 }, (_, i) => ({
        runId: (i + 1) as RunId,
        projectId: (i + 1) as ProjectId,
        project: `acme/${i}`,
      }))
      await finish(...many)
      expect(await react()).toBe(302)
      const claimed = await claim()
      expect(claimed).toHaveLength(1)
      const { notification } = claimed[0] ?? {}
      if (notification?.kind !== 'digest') throw new Error('no digest')
      expect(notification.news.map(({ name }) => name)).toEqual(['a', 'b'])
      expect(notification.runs?.map(({ project }) => project)).toEqual(
        many.map(({ project }) => project),
      )
    })

    test('of twenty are twenty messages, and a digest of services alone speaks of no runs', async () => {
      const { channel, service, turn, wish, finish, react, claim } = await open()
      await wish('ann@x', (await channel({ name: 'runs', tags: ['none'] })).id, {})
      await channel({ name: 'services' })
      await finish(
        ...Array.from({ length: 20 }, (_, i) => ({
          runId: (i + 1) as RunId,
          projectId: (i + 1) as ProjectId,
        })),
      )
      for (let i = 0; i < 21; i++) await turn(await service({ name: `s${i}` }), 'down')
      await react()
      const kinds = (await claim()).map(({ notification }) => notification)
      expect(kinds.map(({ kind }) => kind)).toEqual(['run', 'run', 'run', 'run', 'digest'])
      expect(kinds.at(-1)).not.toHaveProperty('runs')
    })
  })

  test('are written down and not sent by a copy that was restored', async () => {
    const { place, channel, wish, finish, react, claim } = await open()
    await wish('ann@x', (await channel()).id, {})
    await place.driver().write(function* () {
      yield { text: 'update app_state set armed = 0', params: [] }
    })
    await finish({})
    expect(await react()).toBe(1)
    expect(await claim()).toEqual([])
    expect(await place.query('select state from alerts_outbox')).toEqual([{ state: 'withheld' }])
  })

  test('are told to nobody where the journal has lost them', async () => {
    const { place, store, channel, wish, finish, react } = await open()
    await wish('ann@x', (await channel()).id, {})
    await finish({})
    const head = await store.journal.head()
    await place.driver().write(function* () {
      yield { text: 'delete from journal_entries', params: [] }
      yield { text: 'update journal_sequence set journal_floor = ?', params: [head] }
    })
    expect(await react()).toBe(0)
  })
})
