import { createHash, createHmac } from 'node:crypto'
import diagnostics from 'node:diagnostics_channel'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Logged, replay } from '../adapters/connectors/replay.contract.ts'
import { createVault } from '../adapters/credentials/index.ts'
import { openSqlStore, type SqlStore } from '../adapters/stores/sql/index.ts'
import { type Clock, type EpochMs, Secret } from '../kernel/index.ts'
import { createVirtualTime, virtualClock } from '../kernel/virtual-time.contract.ts'
import { silentLog } from '../kernel/world.contract.ts'
import {
  createFollower,
  createIntake,
  type FindingStore,
  type Intake,
  isFinal,
  secretOf,
  watchedOf,
} from '../modules/pipelines/index.ts'
import { loadConfig } from './config/index.ts'
import { type OpenedPlatforms, openPlatforms } from './connectors.ts'
import {
  createVirtualGithub,
  type GithubPlan,
  type Sent,
  type VirtualGithub,
} from './quota-github.contract.ts'

/*
 * The program's follower, store and connector for hours of virtual time, against the replay server
 * over loopback. Virtual time stands while a request is on its way.
 */

export type DayOptions = {
  readonly plan: Omit<GithubPlan, 'from'>
  readonly hours: number
  /** Which deliveries come in; none of them is polling alone. */
  readonly events: readonly Sent['event'][]
  /** `cache.refresh_interval`. */
  readonly refreshMs?: number
}

export type Hour = {
  /** Requests that were answered with anything but 304. */
  counted: number
  all: number
  /** The same by what was asked for: `runs`, `jobs`, `branches`. */
  readonly countedBy: Record<string, number>
  readonly allBy: Record<string, number>
}

export type Day = {
  readonly hours: readonly Hour[]
  /** From the end of a run until its end was stored, in milliseconds; of each run that ended and was seen. */
  readonly lags: readonly number[]
  /** Runs that ended in time, and of which nothing is known. */
  readonly unseen: number
  readonly deliveries: number
  /** Real time that it took. */
  readonly tookMs: number
}

const hourMs = 3_600_000
const stepMs = 1_000
/** What GitHub gives a user. */
const limit = 5_000
/** Thousands of commits are synced to a disk; how long that takes is no matter here. */
const quickest = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
/** Turns of the event loop in which nothing is on its way. */
const quietTurns = 4
/** A run that ended in the last so much of the day may not have been seen yet. */
const lateMs = 2 * hourMs

export async function spendDay(options: DayOptions): Promise<Day> {
  const began = performance.now()
  const time = createVirtualTime()
  const clock = virtualClock(time)
  const from = clock.now()
  const github = createVirtualGithub({ ...options.plan, from })
  const book = createBook(from)
  const routes = github.routes(clock.now, () => book.headers(clock.now()))
  await using stack = new AsyncDisposableStack()
  const served = {
    get github() {
      return routes()
    },
  }
  const server = stack.use(await replay(served, { now: clock.now, quota: 1e9 }))
  const folder = mkdtempSync(join(quickest, 'pharos-'))
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  const house = await openHouse({ folder, clock, url: server.bases.github })
  stack.defer(() => house.store.close())
  const network = stack.use(watchNetwork())
  const lags = createLags(github, clock)
  const ending = new AbortController()
  const follower = createFollower({
    connections: house.store.connections,
    store: { ...house.store.pipelines, saveRuns: lags.watch(house.store.pipelines.saveRuns) },
    platforms: house.platforms,
    wake: house.store.wake,
    watched: watchedOf([]),
    refreshMs: options.refreshMs ?? 300_000,
    clock,
    log: silentLog,
    observe: { progressed() {}, looked() {}, processed() {}, storeAway: fail },
  })
  const done = follower.run(ending.signal)
  const sent = github.deliveries.filter(({ event }) => options.events.includes(event))
  const deliver = createDelivering(sent, house.intake)
  // The first request waits for code that is loaded.
  while (server.log.length === 0) await turn()
  const end = options.hours * hourMs
  for (let at = 0; at < end; at += stepMs) {
    await deliver(from + at)
    await time.runUntil(at)
    await network.quiet()
    book.read(server.log, clock.now())
  }
  ending.abort()
  await time.runUntilSettled(done)
  return {
    hours: book.hours.slice(0, options.hours),
    ...lags.until(from + end - lateMs),
    deliveries: sent.filter(({ at }) => at < from + end).length,
    tookMs: performance.now() - began,
  }
}

function fail(cause: unknown): never {
  throw new Error('the store failed', { cause })
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Requests on their way, as undici tells of them. */
function watchNetwork(): Disposable & { quiet(): Promise<void> } {
  let under = 0
  const begun = () => void (under += 1)
  const over = () => void (under -= 1)
  const channels = {
    'undici:request:create': begun,
    'undici:request:trailers': over,
    'undici:request:error': over,
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

type Place = { readonly folder: string; readonly clock: Clock; readonly url: string }

async function openHouse({ folder, clock, url }: Place): Promise<{
  readonly store: SqlStore
  readonly platforms: OpenedPlatforms['platforms']
  readonly intake: Intake
}> {
  const env = { PHAROS_DATA_DIR: folder }
  const loaded = loadConfig({ flags: {}, env, cwd: folder, readFile: () => null })
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems))
  const { config } = loaded
  const vault = createVault(new Secret('a key of a test'))
  const { platforms, revealConnection } = openPlatforms({ config, clock, log: silentLog, vault })
  const store = await openSqlStore(
    { kind: 'sqlite', file: join(folder, 'pharos.db') },
    { clock, log: silentLog },
  )
  await store.migrate()
  await store.pipelines.useZone('UTC')
  const given = { url, token: 'ghp_secret', webhook_secret: secret }
  const actor = { userId: null, label: 'test', requestId: null }
  await store.connections.create(
    {
      name: 'github',
      platform: 'github',
      config: platforms.parse('github', given, null),
      enabled: true,
      owned: false,
    },
    { actor, at: clock.now() },
  )
  const intake = createIntake({
    connections: store.connections,
    events: store.pipelines,
    platforms,
    secretOf: (connection) => secretOf(connection, revealConnection),
    digest: (bytes) => createHash('sha256').update(bytes).digest('base64url'),
    clock,
  })
  return { store, platforms, intake }
}

const secret = 'the secret of a webhook'

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

/** What was asked in each hour, and what GitHub would say is left of it. */
function createBook(from: EpochMs) {
  const hours: Hour[] = []
  let known = 0
  const at = (now: EpochMs): Hour => {
    const hour = Math.floor((now - from) / hourMs)
    return (hours[hour] ??= { counted: 0, all: 0, countedBy: {}, allBy: {} })
  }
  return {
    hours,
    read(log: readonly Logged[], now: EpochMs): void {
      const hour = at(now)
      for (const { path, status } of log.slice(known)) {
        const what = whatOf(path)
        hour.all += 1
        hour.allBy[what] = (hour.allBy[what] ?? 0) + 1
        if (status === 304) continue
        hour.counted += 1
        hour.countedBy[what] = (hour.countedBy[what] ?? 0) + 1
      }
      known = log.length
    },
    headers(now: EpochMs): Readonly<Record<string, string>> {
      const used = at(now).counted
      const reset = from + (Math.floor((now - from) / hourMs) + 1) * hourMs
      return {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(Math.max(0, limit - used)),
        'x-ratelimit-used': String(used),
        'x-ratelimit-reset': String(reset / 1_000),
      }
    },
  }
}

const whatOf = (path: string): string =>
  /\/(jobs|branches|deployments|repos|user)(?:\?|$)/.exec(path)?.[1] ??
  (/\/actions\/runs(?:\?|$)/.test(path) ? 'runs' : 'other')

/** How long after its end each run was known to be over. */
function createLags({ runs }: VirtualGithub, clock: Clock) {
  const began = clock.now()
  const seenAt = new Map<string, EpochMs>()
  return {
    watch:
      (save: FindingStore['saveRuns']): FindingStore['saveRuns'] =>
      async (...asked) => {
        const changed = await save(...asked)
        for (const { externalId, status } of changed) {
          if (isFinal(status) && !seenAt.has(externalId)) seenAt.set(externalId, clock.now())
        }
        return changed
      },
    until(end: EpochMs): { readonly lags: readonly number[]; readonly unseen: number } {
      const ended = runs.filter(({ createdAt, endedAt }) => createdAt > began && endedAt < end)
      const seen = ended.flatMap(({ id, endedAt }) => {
        const at = seenAt.get(String(id))
        return at === undefined ? [] : [at - endedAt]
      })
      return { lags: seen, unseen: ended.length - seen.length }
    },
  }
}

