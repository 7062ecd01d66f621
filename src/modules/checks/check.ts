import type { CheckId, ServiceId } from '../../kernel/index.ts'

/** When a check turns: how many outcomes in a row it takes, and how slow is too slow. */
export type Thresholds = {
  readonly failuresToDown: number
  readonly successesToUp: number
  /** Answers slower than this count as degraded; `null` for never. */
  readonly degradedAboveMs: number | null
}

/** One probe definition on a service. */
export type Check = Thresholds & {
  readonly id: CheckId
  readonly serviceId: ServiceId
  /** A probe's type: `http`, `tcp`, … */
  readonly type: string
  readonly target: string
  readonly intervalMs: number
  /** What the owner asked for; `null` leaves it to the default. */
  readonly timeoutMs: number | null
  /** How often a failure is tried again within its slot. */
  readonly retries: number
  /** Parsed by the probe's schema. */
  readonly config: unknown
  readonly paused: boolean
  /** Rises with every change of the definition. */
  readonly rev: number
}

export const defaultThresholds: Thresholds = {
  failuresToDown: 2,
  successesToUp: 1,
  degradedAboveMs: null,
}

/** A probe ends well before the next slot of its check: at most this part of the interval. */
const timeoutShare = 0.8

/** The timeout that holds for a check, in milliseconds. */
export const effectiveTimeout = (
  check: Pick<Check, 'intervalMs' | 'timeoutMs'>,
  defaultMs: number,
): number => Math.round(Math.min(check.timeoutMs ?? defaultMs, timeoutShare * check.intervalMs))
