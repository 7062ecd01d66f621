import { type Clock, createBacklog, type EpochMs, type Logger } from '../../kernel/index.ts'
import { executeGuarded } from './execute.ts'
import type { Guard } from './guard.ts'
import type { Outcome } from './outcome.ts'
import type { Claim, OutcomeStore, Report, ScheduleStore } from './ports.ts'
import type { Probes } from './probe.ts'
import { type ClockReading, createSlotClock, type SlotClock } from './slot-clock.ts'

export type SchedulerOptions = {
  readonly store: ScheduleStore & OutcomeStore
  readonly probes: Probes
  readonly clock: Clock
  readonly log: Logger
  readonly defaultTimeoutMs: number
  /** Probes that run at once. */
  readonly concurrency: number
  readonly guard?: Pick<Guard, 'excuses' | 'prepare'> | null
  readonly observe: SchedulerObserver
}

/** What the scheduler tells about itself, as it happens. */
export type SchedulerObserver = {
  started(delayMs: number): void
  /** A slot has its outcome; a missed one where the guard excused a failure. */
  finished(outcome: Outcome): void
  missed(slots: number): void
  storeAway(cause: unknown): void
  /**
   * A round of claiming went through: the loop makes progress.
   * @param overdueMs how long the oldest slot that is due waits for a place.
   */
  progressed(overdueMs: number): void
}

export type Scheduler = {
  /**
   * Claims and runs slots until the signal aborts; then gives back what it has not begun, lets
   * running probes end, and resolves once their outcomes are committed.
   */
  run(signal: AbortSignal): Promise<void>
  readonly inFlight: number
  /** Outcomes that the store has not taken yet. */
  readonly waiting: number
}

/** The schedule is looked at this often: claims come half a second ahead, so a new check is never late. */
const lookEveryMs = 500
/** Claims that are made together cost one commit: between two looks lies at least this. */
const minLookMs = 100
/** A reading of the database's clock is as exact as its answer is quick. */
const slowAnswerMs = 500
/** While every place is taken, or more is due than there were places. */
const fullLookMs = 10
const retryAfterMs = { first: 100, most: 2_000 }
/** Running probes get this long when the process stops. */
const graceMs = 15_000

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { store, clock, log, observe, concurrency } = options
  const backlog = createBacklog<Report>({
    ...options,
    take: (report) => store.accept(report),
    retryAfterMs,
    dropped: ({ outcome: { checkId, slot } }) =>
      log.warn('an outcome was not stored before the stop', { checkId, slot }),
  })
  const running = new Set<Promise<void>>()

  async function runSlot(claim: Claim, slotTime: SlotClock, stop: Stop): Promise<void> {
    await clock.sleep(claim.slot - slotTime.now(), stop.asked)
    if (stop.asked.aborted) return store.release([claim]).catch(() => undefined)
    observe.started(Math.max(0, slotTime.now() - claim.slot))
    const outcome = await executeGuarded(claim, options, stop.now)
    if (stop.now.aborted) return
    observe.finished(outcome)
    await backlog.deliver({ outcome, checkRev: claim.check.rev }, stop.now)
  }

  const begin = (claim: Claim, slotTime: SlotClock, stop: Stop): void => {
    const slot = runSlot(claim, slotTime, stop).catch((error) => {
      log.error('a slot failed', { checkId: claim.check.id, error })
    })
    running.add(slot)
    slot.finally(() => running.delete(slot)).catch(() => undefined)
  }

  /** One look at the schedule. @returns how long to wait for the next, in milliseconds. */
  async function look(time: Time, stop: Stop): Promise<number> {
    if (backlog.stuck > 0) return minLookMs
    await readClock(time, options)
    const free = concurrency - running.size
    if (free <= 0) {
      observe.progressed(overdue(time))
      return fullLookMs
    }
    const claimed = await store.claim({
      now: time.slots.now(),
      startedAt: time.startedAt,
      jumped: time.catchingUp,
      limit: free,
      defaultTimeoutMs: options.defaultTimeoutMs,
    })
    for (const claim of claimed.claims) begin(claim, time.slots, stop)
    if (claimed.missed > 0) observe.missed(claimed.missed)
    time.nextAt = claimed.nextAt
    observe.progressed(overdue(time))
    const { nextAt } = claimed
    if (nextAt !== null && nextAt <= time.slots.now()) return fullLookMs
    time.catchingUp = false
    const untilNext = nextAt === null ? lookEveryMs : nextAt - time.slots.now()
    return Math.min(lookEveryMs, Math.max(minLookMs, untilNext))
  }

  async function startTime(): Promise<Time> {
    const [now, highWater] = [await store.now(), await store.highWater()]
    const slots = createSlotClock(clock, now, highWater)
    return { slots, startedAt: slots.now(), catchingUp: false, nextAt: null }
  }

  const loop = createLoop({ clock, look, startTime, observe })

  return {
    async run(signal) {
      const breakOff = new AbortController()
      await loop({ asked: signal, now: breakOff.signal })
      await Promise.race([Promise.all(running), clock.sleep(graceMs, breakOff.signal)])
      breakOff.abort()
      await Promise.all(running)
    },
    get inFlight() {
      return running.size
    },
    get waiting() {
      return backlog.waiting
    },
  }
}

/** An answer that took long says nothing about the clock, so it is left out. */
async function readClock(time: Time, { store, clock, log }: SchedulerOptions): Promise<void> {
  const asked = clock.monotonic()
  const now = await store.now()
  if (clock.monotonic() - asked > slowAnswerMs) return
  const reading: ClockReading = time.slots.read(now)
  if (reading === 'steady') return
  log.warn('the clock jumped', { direction: reading })
  if (reading === 'jumped_forward') time.catchingUp = true
}

type LoopOptions = {
  readonly clock: Clock
  readonly startTime: () => Promise<Time>
  readonly look: (time: Time, stop: Stop) => Promise<number>
  readonly observe: SchedulerObserver
}

/** Looks at the schedule again and again; while the store is away, it keeps trying. */
function createLoop({ clock, startTime, look, observe }: LoopOptions) {
  return async (stop: Stop): Promise<void> => {
    let time: Time | null = null
    let pause = retryAfterMs.first
    while (!stop.asked.aborted) {
      try {
        time ??= await startTime()
        const wait = await look(time, stop)
        pause = retryAfterMs.first
        await clock.sleep(wait, stop.asked)
      } catch (cause) {
        observe.storeAway(cause)
        await clock.sleep(pause, stop.asked)
        pause = Math.min(pause * 2, retryAfterMs.most)
      }
    }
  }
}

type Time = {
  readonly slots: SlotClock
  readonly startedAt: EpochMs
  /** The clock jumped forward, and what it jumped over is not all claimed yet. */
  catchingUp: boolean
  /** When the first slot was due that the last look left; `null` when there was none. */
  nextAt: EpochMs | null
}

const overdue = ({ nextAt, slots }: Time): number =>
  nextAt === null ? 0 : Math.max(0, slots.now() - nextAt)

/** Two steps of stopping: begin nothing new; then break off what still runs. */
type Stop = { readonly asked: AbortSignal; readonly now: AbortSignal }
