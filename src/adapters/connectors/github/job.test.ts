import { describe, expect, test } from 'vitest'
import { read } from './fields.ts'
import { jobOf, jobSchema, queueOf } from './job.ts'
import { aJob, aRun } from './rows.contract.ts'
import { runOf, runSchema } from './run.ts'

const found = (fields: Readonly<Record<string, unknown>> = {}) =>
  jobOf(read(jobSchema, aJob(fields), 'the job'))

test('a job that went well, in our words', () => {
  expect(found()).toEqual({
    externalId: '399444496',
    name: 'test',
    stage: null,
    status: 'success',
    rawStatus: 'completed/success',
    startedAt: Date.parse('2026-01-22T19:33:15Z'),
    finishedAt: Date.parse('2026-01-22T19:34:15Z'),
    durationMs: 60_000,
    queuedMs: 5_000,
    webUrl: 'https://github.com/octo/shop/actions/runs/30433642555/job/399444496',
    allowFailure: false,
    downstream: null,
  })
})

test.each(['queued', 'waiting'])(
  'a job that is %s has no start, although GitHub says one',
  (status) => {
    const job = found({ status, conclusion: null, completed_at: null })
    expect(job).toMatchObject({ startedAt: null, durationMs: null, queuedMs: null })
  },
)

test('a job that runs has a start and no end', () => {
  const job = found({ status: 'in_progress', conclusion: null })
  expect(job).toMatchObject({ queuedMs: 5_000, finishedAt: null, durationMs: null })
})

test('a job that was skipped waited for nothing', () => {
  expect(found({ conclusion: 'skipped' }).queuedMs).toBeNull()
})

test('a job without a name has a number', () => {
  expect(found({ name: null }).name).toBe('job 399444496')
})

describe('how long an attempt waited', () => {
  const run = runOf(read(runSchema, aRun(), 'the run'))

  test('until its first job began', () => {
    const jobs = [found({ started_at: '2026-01-22T19:33:40Z' }), found()]
    expect(queueOf(run, jobs)).toBe(7_000)
  })

  test('skipped jobs and such that wait are no beginning', () => {
    const waits = found({ status: 'queued', conclusion: null, started_at: '2026-01-22T19:33:09Z' })
    const skipped = found({ conclusion: 'skipped', started_at: '2026-01-22T19:33:09Z' })
    expect(queueOf(run, [waits, skipped])).toBeNull()
    expect(queueOf(run, [waits, skipped, found()])).toBe(7_000)
  })

  test('jobs that were kept from an earlier attempt say nothing', () => {
    expect(queueOf(run, [found({ started_at: '2026-01-20T00:00:00Z' })])).toBeNull()
  })
})
