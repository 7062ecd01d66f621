import type { EpochMs } from '../../../kernel/index.ts'

/** Lines of an axis besides the one at 0. */
const mostLines = 4

const steps = [1, 2, 2.5, 5, 10]

/** Round values at even distances, from 0 to one that is not below the peak. */
export function valueTicks(peak: number): number[] {
  if (!(peak > 0)) return [0, 1]
  const power = 10 ** Math.floor(Math.log10(peak / mostLines))
  const step = (steps.find((of) => of * power * mostLines >= peak) ?? 10) * power
  const count = Math.max(1, Math.ceil(peak / step - 1e-9))
  // Without the last digits, in which 0.1 + 0.2 is not 0.3.
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(6)))
}

/** `0`, `250 ms`, `1.5 s`: in the unit that suits the top of the axis. */
export function valueLabel(ms: number, top: number): string {
  if (ms === 0) return '0'
  return top >= 1_000 ? `${Number((ms / 1_000).toPrecision(4))} s` : `${ms} ms`
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const strides = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 4, 6, 12].map((hours) => hours * hour),
  ...[1, 2, 7, 14, 30, 60].map((days) => days * day),
]

export type TimeTick = { readonly at: EpochMs; readonly label: string }

/** Round moments of UTC between two, few enough for a phone and not so near to an edge that they are cut. */
export function timeTicks(from: EpochMs, to: EpochMs): TimeTick[] {
  const span = to - from
  const stride = strides.find((one) => span / one <= 7) ?? span
  const edge = span * 0.05
  const ticks: TimeTick[] = []
  for (let at = Math.ceil((from + edge) / stride) * stride; at <= to - edge; at += stride) {
    ticks.push({ at, label: at % day === 0 ? dayText(at) : timeText(at) })
  }
  return ticks
}

/** `14:03` in UTC. */
export const timeText = (at: EpochMs): string => new Date(at).toISOString().slice(11, 16)

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `20 Nov` in UTC. */
export function dayText(at: EpochMs): string {
  const date = new Date(at)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]}`
}
