import type { EpochMs } from '../../../kernel/index.ts'
import type { Job } from '../../../modules/pipelines/index.ts'

/** A part of the line of time, in thousandths of it. */
export type Stretch = { readonly x: number; readonly width: number }

export type Bar = {
  /** `null` where the platform does not tell it. */
  readonly queue: Stretch | null
  readonly ran: Stretch
  /** How long it has run by now. */
  readonly ranMs: number
}

export type JobGroup = {
  readonly stage: string | null
  /** A job that did not begin has no bar. */
  readonly jobs: readonly { readonly job: Job; readonly bar: Bar | null }[]
}

type Spell = { readonly queuedAt: EpochMs; readonly from: EpochMs; readonly to: EpochMs }

const narrowest = 3

/** When a job waited and ran; what still runs has come as far as now. */
function spellOf({ startedAt, finishedAt, durationMs, queuedMs }: Job, now: EpochMs): Spell | null {
  if (startedAt === null) return null
  const end = finishedAt ?? (durationMs === null ? now : startedAt + durationMs)
  return {
    queuedAt: startedAt - Math.max(0, queuedMs ?? 0),
    from: startedAt,
    to: Math.max(startedAt, end),
  }
}

/**
 * Jobs on one line of time, from the first that anybody waited for to the last end. Stages and the
 * jobs in them stand in the order in which they began; what has not begun comes last.
 */
export function timelineOf(jobs: readonly Job[], now: EpochMs): readonly JobGroup[] {
  const spells = new Map(jobs.map((job) => [job, spellOf(job, now)]))
  const known = [...spells.values()].filter((spell) => spell !== null)
  const start = Math.min(...known.map(({ queuedAt }) => queuedAt))
  const end = Math.max(...known.map(({ to }) => to))
  const scale = 1_000 / Math.max(1, end - start)
  const place = (from: EpochMs, to: EpochMs): Stretch => ({
    // What took no time is seen all the same, at the very end too.
    x: Math.min(Math.round((from - start) * scale), 1_000 - narrowest),
    width: Math.max(narrowest, Math.round((to - from) * scale)),
  })
  const barOf = (job: Job): Bar | null => {
    const spell = spells.get(job) ?? null
    if (spell === null) return null
    const { queuedAt, from, to } = spell
    return {
      queue: queuedAt < from ? place(queuedAt, from) : null,
      ran: place(from, to),
      ranMs: to - from,
    }
  }
  const beganAt = (job: Job): number => job.startedAt ?? Number.POSITIVE_INFINITY
  const ordered = jobs.toSorted((a, b) => compare(beganAt(a), beganAt(b)))
  return [...Map.groupBy(ordered, ({ stage }) => stage)].map(([stage, of]) => ({
    stage,
    jobs: of.map((job) => ({ job, bar: barOf(job) })),
  }))
}

/** Two that never began are equal; their difference is no number. */
const compare = (a: number, b: number): number => (a === b ? 0 : a - b)
