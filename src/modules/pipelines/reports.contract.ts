import fc from 'fast-check'
import type { FoundRun } from './found.ts'
import { aRun, noon } from './samples.contract.ts'
import { finalStatuses, isFinal, type RunStatus } from './status.ts'

/*
 * What a platform says of one run over time, as lists, details and deliveries tell it: each report is
 * a look at one truth, and those of lists leave something out.
 */

/** Statuses that an attempt goes through, each with the seconds until the next. */
const course = fc
  .record({
    waits: fc.boolean(),
    end: fc.constantFrom<RunStatus>(...finalStatuses),
    gaps: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 5, maxLength: 5 }),
    /** Started and ended in one second, which is all that some platforms tell. */
    atOnce: fc.boolean(),
    seen: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ waits, end, gaps, atOnce, seen }) => {
    const statuses: readonly RunStatus[] = waits
      ? ['pending', 'running', 'waiting', 'running', end]
      : ['pending', 'running', end]
    let at = noon
    const steps = statuses.map((status, i) => {
      at += isFinal(status) && atOnce ? 0 : (gaps[i] ?? 1) * 1_000
      return { status, at }
    })
    return steps.slice(0, seen)
  })

const leavesOut = fc.subarray<keyof FoundRun>([
  'author',
  'message',
  'number',
  'startedAt',
  'finishedAt',
  'durationMs',
])

const attempt = course.chain((steps) => {
  const startedAt = steps.find(({ status }) => status === 'running')?.at ?? null
  return fc.array(
    fc.record({
      look: fc.constantFrom(...steps.map((step) => ({ ...step, startedAt }))),
      /** `null` for a whole report. */
      left: fc.option(leavesOut),
    }),
    { minLength: 1, maxLength: 6 },
  )
})

type Look = {
  readonly status: RunStatus
  readonly at: number
  readonly startedAt: number | null
}

function wholeReport(attempt: number, { status, at, startedAt }: Look): FoundRun {
  const began = status === 'pending' ? null : startedAt
  const ended = isFinal(status) ? at : null
  return aRun({
    attempt,
    status,
    rawStatus: status,
    sourceTime: at,
    startedAt: began,
    queuedMs: null,
    finishedAt: ended,
    durationMs: ended === null || began === null ? null : ended - began,
  })
}

/** As a list has it. */
const partialReport = (whole: FoundRun, left: readonly (keyof FoundRun)[]): FoundRun => ({
  ...whole,
  ...Object.fromEntries(left.map((key) => [key, null])),
  partial: true,
})

/** Reports of all attempts of a run, in no order. */
export const reportsOfRun: fc.Arbitrary<readonly FoundRun[]> = fc
  .array(attempt, { minLength: 1, maxLength: 3 })
  .map((attempts) =>
    attempts.flatMap((looks, i) =>
      looks.map(({ look, left }) => {
        const whole = wholeReport(i + 1, look)
        return left === null ? whole : partialReport(whole, left)
      }),
    ),
  )
