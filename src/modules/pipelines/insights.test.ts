import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RunId } from '../../kernel/index.ts'
import { type BranchRun, flakyJobs, type JobOutcome, redTime } from './insights.ts'

const job = (runId: number, differs: Partial<JobOutcome> = {}): JobOutcome => ({
  runId: runId as RunId,
  title: 'build',
  sha: 'abc',
  attempt: 1,
  name: 'unit',
  status: 'success',
  allowFailure: false,
  at: runId * 1_000,
  ...differs,
})

describe('a job is flaky', () => {
  test('when it failed, and went well with the same commit in another attempt or run', () => {
    const jobs = [
      job(1, { status: 'failed' }),
      job(2, { attempt: 2, status: 'failed' }),
      job(3, { attempt: 3 }),
      job(4, { name: 'lint' }),
    ]
    expect(flakyJobs(jobs)).toEqual([{ name: 'unit', runs: 3, flakes: 2 }])
  })

  test.each<[string, readonly JobOutcome[]]>([
    ['another commit', [job(1, { status: 'failed' }), job(2, { sha: 'def' })]],
    ['another workflow', [job(1, { status: 'failed' }), job(2, { title: 'release' })]],
    ['a failure that came later', [job(1), job(2, { status: 'failed' })]],
    ['a job of the same run', [job(1, { status: 'failed' }), job(1, { at: 1_001 })]],
    ['no commit', [job(1, { status: 'failed', sha: null }), job(2, { sha: null })]],
    ['a job that was canceled', [job(1, { status: 'canceled' }), job(2)]],
  ])('but not by %s', (_, jobs) => expect(flakyJobs(jobs)).toEqual([]))

  test('when its failure was allowed, whether the platform calls that failed or a warning', () => {
    const jobs = (status: 'failed' | 'warning') => [job(1, { status, allowFailure: true }), job(2)]
    expect(flakyJobs(jobs('failed'))).toHaveLength(1)
    expect(flakyJobs(jobs('warning'))).toHaveLength(1)
    expect(flakyJobs([job(1, { status: 'warning' }), job(2)])).toEqual([])
  })

  test('and the worst stands first, then the one that ran less often', () => {
    const flaky = (name: string, from: number) => [
      job(from, { name, status: 'failed' }),
      job(from + 1, { name }),
    ]
    const jobs = [
      ...flaky('a', 1),
      job(3, { name: 'a' }),
      ...flaky('b', 4),
      ...flaky('c', 6),
      ...flaky('c', 8),
    ]
    expect(flakyJobs(jobs).map(({ name }) => name)).toEqual(['c', 'b', 'a'])
  })

  test('whatever the order in which its runs are read', () => {
    const jobs = [job(1, { status: 'failed' }), job(2), job(3, { status: 'failed' }), job(4)]
    fc.assert(
      fc.property(fc.shuffledSubarray(jobs, { minLength: 4 }), (shuffled) => {
        expect(flakyJobs(shuffled)).toEqual([{ name: 'unit', runs: 4, flakes: 2 }])
      }),
    )
  })
})

describe('a branch is red', () => {
  const run = (
    finishedAt: number,
    status: BranchRun['status'],
    title: string | null = 'build',
  ): BranchRun => ({ title, status, createdAt: finishedAt - 10, finishedAt })
  const window = { since: 1_000, until: 2_000 }

  test('from the end of the first run that failed until the next that went well', () => {
    const runs = [
      run(1_000, 'success'),
      run(1_100, 'failed'),
      run(1_200, 'failed'),
      run(1_400, 'warning'),
    ]
    expect(redTime(runs, window)).toEqual({ redMs: 300, redShare: 0.3 })
  })

  test('until now, while nothing went well', () => {
    expect(redTime([run(1_900, 'success'), run(1_950, 'failed')], window)).toEqual({
      redMs: 50,
      redShare: 0.5,
    })
  })

  test('still, when runs are canceled, skipped, unknown, or not over', () => {
    const runs = [
      run(1_000, 'failed'),
      ...(['canceled', 'skipped', 'unknown', 'running'] as const).map((status) =>
        run(1_200, status),
      ),
      run(1_500, 'success'),
    ]
    expect(redTime(runs, window).redMs).toBe(500)
  })

  test('while any of its workflows is', () => {
    const runs = [
      run(1_000, 'failed', 'build'),
      run(1_100, 'failed', 'deploy'),
      run(1_200, 'success', 'build'),
      run(1_300, 'success', null),
      run(1_500, 'success', 'deploy'),
    ]
    expect(redTime(runs, window).redMs).toBe(500)
  })

  test('from the beginning, when it was so before', () => {
    expect(redTime([run(400, 'failed'), run(1_250, 'success')], window)).toEqual({
      redMs: 250,
      redShare: 0.25,
    })
  })

  test('for no known time where there was no run, or none that says anything', () => {
    expect(redTime([], window)).toEqual({ redMs: 0, redShare: null })
    expect(redTime([run(1_100, 'canceled')], window)).toEqual({ redMs: 0, redShare: null })
    expect(redTime([run(2_100, 'failed')], window)).toEqual({ redMs: 0, redShare: null })
  })

  test('for as many milliseconds as are red one by one', () => {
    const short = { since: 20, until: 60 }
    const anyRun = fc.record({
      title: fc.constantFrom('build', 'deploy', null),
      status: fc.constantFrom('success', 'failed', 'warning', 'canceled' as const),
      createdAt: fc.nat({ max: 70 }),
    })
    fc.assert(
      fc.property(fc.uniqueArray(anyRun, { selector: ({ createdAt }) => createdAt }), (some) => {
        const runs = some.map((one) => ({ ...one, finishedAt: null }))
        let red = 0
        for (let at = short.since; at < short.until; at++) {
          const latest = new Map<string | null, string>()
          for (const { title, status } of runs
            .filter(({ createdAt, status }) => createdAt <= at && status !== 'canceled')
            .sort((a, b) => a.createdAt - b.createdAt)) {
            latest.set(title, status)
          }
          if ([...latest.values()].includes('failed')) red += 1
        }
        expect(redTime(runs, short).redMs).toBe(red)
      }),
    )
  })
})
