import type { EpochMs } from './time.ts'

/** Time as an argument. Durations come from `monotonic`, never from two readings of `now`. */
export type Clock = {
  /** Wall-clock time of this process. It may jump. */
  now(): EpochMs
  /** Milliseconds since some fixed start. It never jumps and never goes back. */
  monotonic(): number
  /** Resolves after `ms`, or as soon as the signal aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Chance as an argument. */
export type Random = {
  /** Unpredictable bytes, fit for secrets. */
  bytes(length: number): Uint8Array
  /** A number in [0, 1), for jitter. */
  float(): number
}

export type LogFields = Record<string, unknown>

export type Logger = {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** A logger that adds these fields to every line. */
  with(fields: LogFields): Logger
}
