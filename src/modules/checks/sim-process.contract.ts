import type { CheckId, Clock } from '../../kernel/index.ts'
import {
  type Dice,
  sleepIn,
  type VirtualTime,
  virtualEpoch,
} from '../../kernel/virtual-time.contract.ts'
import { createKeptLog, type LogLine } from '../../kernel/world.contract.ts'
import type { Transactions } from './model-store.contract.ts'
import type { ResultOutcome, Slot } from './outcome.ts'
import type { OutcomeStore, ScheduleStore } from './ports.ts'
import type { Probe } from './probe.ts'
import { createScheduler } from './scheduler.ts'

export type Store = ScheduleStore & OutcomeStore

/** What a process finds around it. */
export type Surroundings = {
  readonly time: VirtualTime
  readonly dice: Dice
  readonly transactions: Transactions
  /** What becomes of a call to the store that is sent now. */
  fateOfCall(): 'done' | 'refused' | 'reply lost'
  storeAway(): boolean
  /** Milliseconds that a call takes to reach the store, and its answer to come back. */
  latency(): number
  /** Is the process to die at this await? */
  dies(): boolean
  readonly probe: Probe
  readonly concurrency: number
  /** Stands between the scheduler and its store. */
  readonly port: (store: Store) => Store
}

export type SimProcess = {
  /** Neither killed nor asked to stop. */
  readonly alive: boolean
  /** Results of its probes, which it must bring into the store unless it is killed. */
  readonly finished: readonly { readonly checkId: CheckId; readonly slot: Slot }[]
  readonly mostAtOnce: number
  readonly log: readonly LogLine[]
  /** How long its stop took, in milliseconds; `null` when it was not asked, or killed on the way. */
  readonly stopTook: number | null
  /** Resolves when it has stopped as it was asked to; never when it was killed. */
  stop(): Promise<void>
  kill(): void
}

const away = () => new Error('the store is away')

/** A process with the production scheduler in it. Killed, it is never heard of again. */
export function startProcess(surroundings: Surroundings, died: () => void): SimProcess {
  const { time, dice, transactions } = surroundings
  let alive = true
  let probing = 0
  let mostAtOnce = 0
  let askedAt: number | null = null
  let stoppedAt: number | null = null
  const finished = new Map<string, { checkId: CheckId; slot: Slot }>()
  const { log, lines } = createKeptLog()
  const asked = new AbortController()

  function kill(): void {
    if (!alive) return
    alive = false
    died()
  }

  /** Every await goes through here, so a process can die at any of them. */
  function goesOn(): boolean {
    if (alive && surroundings.dies()) kill()
    return alive
  }

  function call<Answer>(transaction: () => Answer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (!goesOn()) return
      const fate = surroundings.fateOfCall()
      const reply = (settle: () => void) =>
        time.after(surroundings.latency(), () => goesOn() && settle())
      // A call that was sent arrives even when its sender is dead by then.
      time.after(surroundings.latency(), () => {
        if (fate === 'refused' || surroundings.storeAway()) return reply(() => reject(away()))
        const answer = transaction()
        reply(() => (fate === 'reply lost' ? reject(away()) : resolve(answer)))
      })
    })
  }

  const store = surroundings.port({
    now: () => call(() => transactions.now()),
    highWater: () => call(() => transactions.highWater()),
    claim: (request) => call(() => transactions.claim(request)),
    release: (claims) => call(() => transactions.release(claims)),
    accept: (report) => call(() => transactions.accept(report)),
  })

  const skew = dice.whole(-86_400_000, 86_400_000)
  const since = time.now()
  const clock: Clock = {
    now: () => virtualEpoch + Math.floor(time.now()) + skew,
    monotonic: () => time.now() - since,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        // Timers are a little late.
        const lateness = dice.next() * 5
        void sleepIn(time, ms + lateness, signal).then(() => goesOn() && resolve())
      }),
  }

  const probe: Probe = async (request, signal) => {
    probing += 1
    mostAtOnce = Math.max(mostAtOnce, probing)
    const result = await surroundings.probe(request, signal)
    probing -= 1
    return new Promise((resolve) => goesOn() && resolve(result))
  }

  const nothing = () => {}
  const scheduler = createScheduler({
    store,
    probes: { probeOf: () => probe },
    clock,
    log,
    defaultTimeoutMs: 10_000,
    concurrency: surroundings.concurrency,
    observe: {
      started: nothing,
      finished: ({ checkId, slot }: ResultOutcome) => {
        finished.set(`${checkId} ${slot}`, { checkId, slot })
      },
      missed: nothing,
      storeAway: nothing,
      progressed: nothing,
    },
  })
  const done = scheduler.run(asked.signal)

  return {
    get alive() {
      return alive && askedAt === null
    },
    get finished() {
      if (!alive) return []
      // A stop waits for the store only so long; what it then gives up, it says.
      for (const { message, fields } of lines) {
        if (message.startsWith('an outcome was not stored')) {
          finished.delete(`${fields.checkId} ${fields.slot}`)
        }
      }
      return [...finished.values()]
    },
    get mostAtOnce() {
      return mostAtOnce
    },
    log: lines,
    get stopTook() {
      if (!alive || askedAt === null) return null
      return (stoppedAt ?? Number.POSITIVE_INFINITY) - askedAt
    },
    async stop() {
      askedAt ??= time.now()
      asked.abort()
      await done
      stoppedAt ??= time.now()
    },
    kill,
  }
}
