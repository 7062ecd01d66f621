import { createHash, createHmac } from 'node:crypto'
import diagnostics from 'node:diagnostics_channel'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { replay } from '../adapters/connectors/replay.contract.ts'
import { createVault } from '../adapters/credentials/index.ts'
import { openSqlStore } from '../adapters/stores/sql/index.ts'
import { type Clock, type EpochMs, Secret } from '../kernel/index.ts'
import { createVirtualTime, virtualClock } from '../kernel/virtual-time.contract.ts'
import { silentLog } from '../kernel/world.contract.ts'
import { createIntake, type Intake, secretOf } from '../modules/pipelines/index.ts'
import { loadConfig } from './config/index.ts'
import { openPlatforms } from './connectors.ts'
import { startFollowing } from './pipelines.ts'
import { createBook, createLags, type Hour, type Seen } from './quota-book.contract.ts'
import { createVirtualGithub, type GithubPlan, type Sent } from './quota-github.contract.ts'

/*
 * The program's follower, store and connector for hours of virtual time, against the replay server
 * over loopback. Time stands while a request is on its way.
 */

export type DayOptions = {
  readonly plan: Omit<GithubPlan, 'from'>
  readonly hours: number
  /** Which deliveries come in. None: polling alone. */
  readonly events: readonly Sent['event'][]
}

export type Day = Seen & {
  readonly hours: readonly Hour[]
  readonly deliveries: number
  /** Deliveries that were not processed. */
  readonly waiting: number
  /** Real time that it took. */
  readonly tookMs: number
}

const hourMs = 3_600_000
const stepMs = 1_000
/** A run that ended so shortly before the end may not have been seen yet. */
const lateMs = hourMs
/** Turns of the event loop in which nothing is on its way. */
const quietTurns = 4
/** Thousands of commits are synced to a disk; how long that takes is no matter here. */
const quickest = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
const secret = 'the secret of a webhook'

export async function spendDay({ plan, hours, events }: DayOptions): Promise<Day> {
  const began = performance.now()
  const time = createVirtualTime()
  const clock = virtualClock(time)
  const from = clock.now()
  const end = hours * hourMs
  const github = createVirtualGithub({ ...plan, from })
  const book = createBook(from)
  const routes = github.routes(clock.now, () => book.headers(clock.now()))
  const served = {
    get github() {
      return routes()
    },
  }
  await using stack = new AsyncDisposableStack()
  // The hours' own headers say what is left, so this server refuses nothing.
  const server = stack.use(await replay(served, { now: clock.now, quota: 1e9 }))
  const house = stack.use(await openHouse(clock, server.bases.github))
  const network = stack.use(watchNetwork())
  const lags = createLags(clock)
  const ending = new AbortController()
  const done = house.follow(lags).run(ending.signal)
  const sent = github.deliveries.filter(
    ({ at, event }) => at < from + end && events.includes(event),
  )
  const deliver = createDelivering(sent, house.intake)
  // The first request waits for code that is loaded.
  while (server.log.length === 0) await turn()
  for (let at = 0; at <= end; at += stepMs) {
    await time.runUntil(at)
    await deliver(from + at)
    await network.quiet()
    if (at < end) book.read(server.log, clock.now())
  }
  const waiting = await house.waiting()
  ending.abort()
  await time.runUntilSettled(done)
  return {
    hours: book.hours.slice(0, hours),
    ...lags.until(from + end - lateMs, github.runs),
    deliveries: sent.length,
    waiting,
    tookMs: performance.now() - began,
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Requests on their way, as undici tells of them: https://nodejs.org/api/diagnostics_channel.html. */
function watchNetwork(): Disposable & { quiet(): Promise<void> } {
  let under = 0
  const move = (by: number) => () => {
    under += by
  }
  const channels = {
    'undici:request:create': move(1),
    'undici:request:trailers': move(-1),
    'undici:request:error': move(-1),
  }
  for (const [name, hear] of Object.entries(channels)) diagnostics.subscribe(name, hear)
  return {
    async quiet() {
      for (let turns = 0; turns < quietTurns; turns = under === 0 ? turns + 1 : 0) await turn()
    },
    [Symbol.dispose]() {
      for (const [name, hear] of Object.entries(channels)) diagnostics.unsubscribe(name, hear)
    },
  }
}

/** The rooms as the program opens them, with a connection to this address. */
async function openHouse(clock: Clock, url: string) {
  await using opening = new AsyncDisposableStack()
  const folder = mkdtempSync(join(quickest, 'pharos-'))
  opening.defer(() => rmSync(folder, { recursive: true, force: true }))
  const env = { PHAROS_DATA_DIR: folder }
  const loaded = loadConfig({ flags: {}, env, cwd: folder, readFile: () => null })
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems))
  const { config } = loaded
  const vault = createVault(new Secret('a key of a test'))
  const world = { clock, log: silentLog }
  const { platforms, revealConnection } = openPlatforms({ ...world, config, vault })
  const store = await openSqlStore({ kind: 'sqlite', file: join(folder, 'pharos.db') }, world)
  opening.defer(() => store.close())
  await store.migrate()
  const given = { url, token: 'ghp_secret', webhook_secret: secret }
  const settings = platforms.parse('github', given, null)
  const definition = { name: 'github', platform: 'github', config: settings, enabled: true }
  const actor = { userId: null, label: 'test', requestId: null }
  await store.connections.create({ ...definition, owned: false }, { actor, at: clock.now() })
  const opened = opening.move()
  return {
    intake: createIntake({
      connections: store.connections,
      events: store.pipelines,
      platforms,
      secretOf: (connection) => secretOf(connection, revealConnection),
      digest: (bytes) => createHash('sha256').update(bytes).digest('base64url'),
      clock,
    }),
    follow(lags: ReturnType<typeof createLags>) {
      const { pipelines } = store
      const watched = { ...pipelines, saveRuns: lags.watch(pipelines.saveRuns) }
      return startFollowing({
        ...world,
        config,
        platforms,
        store: { ...store, pipelines: watched },
      })
    },
    waiting: async () =>
      (await store.pipelines.events({ status: 'waiting' }, { page: 1, limit: 1 })).total,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** @returns what hands in all that was sent by then. */
function createDelivering(sent: readonly Sent[], intake: Intake) {
  let next = 0
  return async (until: EpochMs): Promise<void> => {
    for (; ; next += 1) {
      const one = sent[next]
      if (one === undefined || one.at > until) return
      const body = Buffer.from(JSON.stringify(one.body))
      const signature = createHmac('sha256', secret).update(body).digest('hex')
      const headers = {
        'content-type': 'application/json',
        'x-github-event': one.event,
        'x-github-delivery': one.id,
        'x-hub-signature-256': `sha256=${signature}`,
      }
      await intake.receive('github', { headers, token: null, body })
    }
  }
}
