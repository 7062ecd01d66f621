import type { Clock, Logger } from '../kernel/index.ts'
import type { RunProgram } from './run-program.ts'

/** What systemd tells a service in its environment (sd_notify(3), sd_watchdog_enabled(3)). */
export type SupervisorFacts = {
  /** `NOTIFY_SOCKET`. Absent: nobody listens. */
  readonly notifySocket: string | undefined
  /** `WATCHDOG_USEC`. Absent: nobody counts. */
  readonly watchdogUsec: string | undefined
  /** `WATCHDOG_PID`: the process that is meant. */
  readonly watchdogPid: string | undefined
  readonly pid: number
  /** `PATH`, in which systemd's own program is found. */
  readonly path: string | undefined
}

export type SupervisorOptions = {
  readonly facts: SupervisorFacts
  readonly run: RunProgram
  readonly clock: Clock
  readonly log: Logger
  /** Aborts when the program is to stop. */
  readonly signal: AbortSignal
  /** Whether the work goes on: the watchdog is fed by nothing else. */
  readonly progressing: () => boolean
}

/** Tells the service manager how the program is. Without one, nothing happens. Never rejects. */
export type Supervisor = {
  /** The program serves. Systemd starts what waits for it, and begins to count for the watchdog. */
  ready(status: string): Promise<void>
  /** A line for `systemctl status`. */
  status(text: string): Promise<void>
  stopping(): Promise<void>
  /** Feeds the watchdog until the signal aborts. */
  watch(): Promise<void>
}

export const factsFrom = (
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
): SupervisorFacts => ({
  notifySocket: env.NOTIFY_SOCKET || undefined,
  watchdogUsec: env.WATCHDOG_USEC,
  watchdogPid: env.WATCHDOG_PID,
  pid,
  path: env.PATH,
})

/**
 * Node.js has no Unix datagram sockets, so systemd's own program carries the words. It stays until the
 * manager has read them (`BARRIER=1`), because a sender that is gone cannot be told to which unit it
 * belongs. As it is another process than the unit's main one, the unit needs `NotifyAccess=all`.
 */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { facts, clock, signal } = options
  const say = createMessenger(options)
  const pauseMs = watchdogPauseMs(facts)
  const isFed = createFeeding(options)
  return {
    ready: (status) => say('READY=1', statusLine(status)),
    status: (text) => say(statusLine(text)),
    stopping: () => say('STOPPING=1', statusLine('stopping')),
    async watch() {
      if (facts.notifySocket === undefined || pauseMs === null) return
      while (!signal.aborted) {
        const began = clock.monotonic()
        if (isFed()) await say('WATCHDOG=1')
        await clock.sleep(Math.max(0, pauseMs - (clock.monotonic() - began)), signal)
      }
    },
  }
}

/** Longer than systemd-notify waits for the manager, 5 s, and shorter than any sane watchdog. */
const patienceMs = 10_000

/** One message after the other: a `READY=1` must not overtake another word. */
function createMessenger({ facts, run, log }: SupervisorOptions) {
  const { notifySocket, path = '/usr/bin:/bin' } = facts
  let last = Promise.resolve()
  let failing = false

  async function send(args: readonly string[]): Promise<void> {
    try {
      // Nothing else of our environment: it may hold secrets.
      const env = { NOTIFY_SOCKET: notifySocket ?? '', PATH: path }
      await run({ program: 'systemd-notify', args, env, timeoutMs: patienceMs })
      failing = false
    } catch (error) {
      if (!failing) log.error('systemd cannot be told how the program is', { error })
      failing = true
    }
  }

  return (...args: readonly string[]): Promise<void> => {
    if (notifySocket === undefined) return last
    last = last.then(() => send(args))
    return last
  }
}

/** Whether to feed now. Says once when the work stops, and once when it goes on. */
function createFeeding({ progressing, log }: SupervisorOptions) {
  let fed = true
  return (): boolean => {
    const goesOn = progressing()
    if (fed && !goesOn) log.error('no progress: the watchdog of systemd is not fed any more')
    if (!fed && goesOn) log.info('progress again: the watchdog of systemd is fed')
    fed = goesOn
    return goesOn
  }
}

/** Half of what systemd allows, as sd_watchdog_enabled(3) advises; `null` when it counts for nobody or another. */
function watchdogPauseMs({ watchdogUsec, watchdogPid, pid }: SupervisorFacts): number | null {
  if (watchdogPid !== undefined && watchdogPid !== String(pid)) return null
  const ms = Number(watchdogUsec ?? Number.NaN) / 1_000
  return ms > 0 && Number.isFinite(ms) ? ms / 2 : null
}

const longestStatus = 200

/** A line break would begin another word of the protocol. */
const statusLine = (text: string): string =>
  `STATUS=${text.replace(/\p{Cc}+/gu, ' ').slice(0, longestStatus)}`
