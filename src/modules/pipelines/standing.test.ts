import { describe, expect, test } from 'vitest'
import { type StandingRun, standingOf } from './standing.ts'

const run = (differs: Partial<StandingRun> = {}): StandingRun => ({
  status: 'success',
  title: 'ci',
  branch: 'main',
  sha: 'a1',
  superseded: false,
  ...differs,
})

const standing = (...runs: readonly StandingRun[]) => standingOf(runs, 'main')

describe('how a project stands', () => {
  test('is unknown without a run', () => {
    expect(standing()).toEqual({ status: 'unknown', run: null })
  })

  test('is the worst of the workflows of the newest commit', () => {
    const failed = run({ title: 'lint', status: 'failed' })
    expect(standing(run(), failed, run({ title: 'docs' }))).toEqual({
      status: 'failed',
      run: failed,
    })
    const running = run({ title: 'deploy', status: 'running' })
    expect(standing(running, run())).toEqual({ status: 'running', run: running })
  })

  test('is about the newest commit alone', () => {
    expect(standing(run({ sha: 'b2' }), run({ status: 'failed' })).status).toBe('success')
  })

  test('is about the default branch, whatever is newer on others', () => {
    const feature = run({ branch: 'feature', status: 'failed', sha: 'f0' })
    expect(standing(feature, run()).status).toBe('success')
  })

  test('is about any branch where the default branch has no run, or there is none', () => {
    const feature = run({ branch: 'feature', status: 'failed' })
    expect(standing(feature).status).toBe('failed')
    expect(standingOf([feature], null).status).toBe('failed')
    expect(standingOf([run({ branch: null, status: 'warning' })], null).status).toBe('warning')
  })

  test('does not count attempts that a later one took the place of', () => {
    expect(standing(run(), run({ status: 'failed', superseded: true })).status).toBe('success')
    expect(standing(run({ status: 'failed', superseded: true })).run).toBeNull()
  })

  test('takes the newest run of a workflow that ran twice for one commit', () => {
    expect(standing(run(), run({ status: 'failed' })).status).toBe('success')
  })

  test('takes a run without a commit for itself', () => {
    const alone = run({ sha: null })
    expect(standing(alone, run({ sha: null, title: 'lint', status: 'failed' }))).toEqual({
      status: 'success',
      run: alone,
    })
  })

  test('is not hidden by what was canceled or skipped beside it', () => {
    const canceled = run({ title: 'docs', status: 'canceled' })
    const skipped = run({ title: 'pages', status: 'skipped' })
    const good = run()
    expect(standing(canceled, skipped, good)).toEqual({ status: 'success', run: good })
    expect(standing(canceled, skipped)).toEqual({ status: 'canceled', run: canceled })
  })
})
