import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Buildbot, startBuildbot } from '../../../../test/support/buildbot/server.ts'
import { describeWith } from '../../../../test/support/engines.ts'
import { createVirtualTime, virtualClock } from '../../../kernel/virtual-time.contract.ts'
import { silentLog } from '../../../kernel/world.contract.ts'
import type { Connector, Delivery, ProjectKey } from '../../../modules/pipelines/index.ts'
import type { ConnectorWorld } from '../kind.ts'
import { buildbot } from './index.ts'

const world: ConnectorWorld = {
  clock: virtualClock(createVirtualTime()),
  log: silentLog,
  random: () => 0.5,
  lookup: async () => ['127.0.0.1'],
  blocked: () => null,
  reveal: (setting) => setting,
}
const ask = { priority: 'user', signal: new AbortController().signal } as const

/** Keeps deliveries as Buildbot sends them. */
async function receiver() {
  const deliveries: Delivery[] = []
  let bell = Promise.withResolvers<void>()
  const server = createServer(async (request, response) => {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    )
    deliveries.push({ headers, token: null, body: await buffer(request) })
    response.writeHead(202).end()
    bell.resolve()
    bell = Promise.withResolvers()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/buildbot`,
    async first(is: (delivery: Delivery) => boolean): Promise<Delivery> {
      for (;;) {
        const found = deliveries.find(is)
        if (found !== undefined) return found
        await bell.promise
      }
    },
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}

describeWith('buildbot', 'Buildbot, a real one', (python) => {
  let server: Buildbot
  let connector: Connector
  let project: ProjectKey

  beforeAll(async () => {
    server = await startBuildbot(python, { builders: ['lamp', 'fog horn'] })
    connector = buildbot.open(world, { url: server.url, token: 'canary' })
    const found = (await connector.projects(ask)).find(({ name }) => name === 'lamp')
    if (found === undefined) throw new Error('no builder lamp')
    project = found
  })
  afterAll(async () => {
    await connector?.close()
    await server?.stop()
  })

  test('has its builders as projects', async () => {
    const projects = await connector.projects(ask)
    expect(projects.map(({ fullName }) => fullName).toSorted()).toEqual(['fog horn', 'lamp'])
    expect(projects.every(({ archived }) => !archived)).toBe(true)
    expect(await connector.projectCount(ask)).toEqual({ kind: 'exact', count: 2 })
  })

  test('green and red builds of two branches are read with their commits, steps and branches', async () => {
    const green = await server.push('main', { message: 'light the lamp\n\nfor the night' })
    await green.finished()
    const red = await server.push('feature/lens', { red: true, message: 'polish the lens' })
    await red.finished()

    const runs = await connector.pipelines(project, 10, ask)
    expect(runs).toMatchObject([
      {
        number: 2,
        attempt: 1,
        status: 'failed',
        rawStatus: 'failure',
        branch: 'feature/lens',
        sha: red.sha,
        author: 'Ada Keeper',
        message: 'polish the lens',
        partial: false,
      },
      { number: 1, status: 'success', branch: 'main', sha: green.sha, message: 'light the lamp' },
    ])
    const [newest] = runs
    if (newest === undefined) throw new Error('no run')
    expect(await connector.pipelines(project, 1, ask)).toEqual([newest])
    expect(await connector.run(project, newest, ask)).toEqual(newest)
    expect(await connector.latestPipeline(project, null, ask)).toEqual(newest)
    expect(await connector.latestPipeline(project, 'main', ask)).toEqual(runs[1])
    expect(await connector.latestPipeline(project, 'none', ask)).toBeNull()

    expect(await connector.jobs?.(project, newest, ask)).toMatchObject([
      { name: 'worker_preparation', status: 'success' },
      { name: 'git', status: 'success' },
      { name: 'test', status: 'failed', webUrl: newest.webUrl },
    ])
    expect(await connector.branches(project, 10, ask)).toMatchObject([
      { name: 'feature/lens', sha: red.sha, author: 'Ada Keeper', message: 'polish the lens' },
      { name: 'main', sha: green.sha },
    ])
    expect(await connector.branch(project, 'main', ask)).toMatchObject({ sha: green.sha })
    expect(await connector.branch(project, 'none', ask)).toBeNull()
  })

  test('a run of another builder, or of none, is not there', async () => {
    const [run] = await connector.pipelines(project, 1, ask)
    const other = (await connector.projects(ask)).find(({ name }) => name === 'fog horn')
    if (run === undefined || other === undefined) throw new Error('nothing there')
    expect(await connector.run(other, run, ask)).toBeNull()
    expect(await connector.pipelines(other, 10, ask)).toEqual([])
    expect(await connector.run(project, { externalId: '4711' }, ask)).toBeNull()
    await expect(connector.run(project, { externalId: '../1' }, ask)).rejects.toMatchObject({
      kind: 'not_found',
    })
  })

  test('what waits for a worker is pending, what is built runs, and both end', async () => {
    const held = await server.push('main', { held: true, message: 'holds' })
    const waiting = await server.push('main', { message: 'waits' })
    const during = await connector.pipelines(project, 2, ask)
    expect(during).toMatchObject([
      { status: 'pending', number: null, branch: 'main', sha: waiting.sha, message: 'waits' },
      { status: 'running', branch: 'main', sha: held.sha, message: 'holds', finishedAt: null },
    ])
    held.release()
    await held.finished()
    await waiting.finished()
    const after = await connector.pipelines(project, 2, ask)
    expect(after.map(({ status }) => status)).toEqual(['success', 'success'])
    expect(after.map(({ externalId }) => externalId)).toEqual(
      during.map(({ externalId }) => externalId),
    )
  })

  test('a status push is believed with its token, and leads to the run', async () => {
    await using hook = await receiver()
    await server.setWebhook({ url: hook.url, headers: { 'X-Pharos-Token': 'canary' } })
    const pushed = await server.push('main', { red: true })
    await pushed.finished()
    const { webhooks } = buildbot
    if (webhooks === null) throw new Error('no webhooks')
    const delivery = await hook.first((one) => webhooks.identify(one).type === 'build finished')
    expect(webhooks.prove(delivery, 'canary', 0)).toBe('ok')
    expect(webhooks.prove(delivery, 'another', 0)).toBe('forged')
    const [notice] = webhooks.read(delivery, 0)
    expect(notice?.project).toEqual({ externalId: project.externalId, fullName: 'lamp' })
    const [wish] = notice?.asks ?? []
    if (wish?.kind !== 'run') throw new Error('it asks for no run')
    expect(await connector.run(project, wish, ask)).toMatchObject({
      status: 'failed',
      sha: pushed.sha,
    })
    await server.setWebhook(null)
  })

  test('a run is started again as another one, of the same commit', async () => {
    const pushed = await server.push('main')
    await pushed.finished()
    const [run] = await connector.pipelines(project, 1, ask)
    if (run === undefined) throw new Error('no run')
    await connector.rerun?.(project, run, ask)
    await pushed.finished()
    expect(await connector.pipelines(project, 2, ask)).toMatchObject([
      { sha: pushed.sha, status: 'success', trigger: 'rebuild' },
      { externalId: run.externalId, sha: pushed.sha },
    ])
  })
})
