import { describe, expect, test } from 'vitest'
import type { RunId } from '../../../kernel/index.ts'
import { noon } from '../../../modules/pipelines/samples.contract.ts'
import { createRender } from '../fragments/index.ts'
import {
  now,
  sampleDetail,
  sampleJob,
  sampleProject,
  sampleRun,
  textOf,
} from './ci-sample.contract.ts'
import { timelineOf } from './job-timeline.ts'
import { RunPage, type RunPageProps } from './run.tsx'
import { JobsPanel } from './run-jobs.tsx'

const render = createRender('/a/icons.svg')

const page = (differs: Partial<RunPageProps> = {}) =>
  render(
    <RunPage
      detail={sampleDetail()}
      rev={5}
      now={now}
      eyes="editor"
      done={null}
      platform="GitHub"
      canRerun
      tellsJobs
      {...differs}
    />,
  )

describe('the page of a run', () => {
  test('tells our word and the platform’s, and what was built', () => {
    const text = textOf(page())
    expect(text).toContain('passed completed/success')
    expect(text).toContain('Started by push')
    expect(text).toContain('Duration 1 min')
  })

  test('offers a re-run to editors, where the platform can do it', () => {
    expect(page()).toContain('action="/ci/runs/7/rerun"')
    expect(page({ eyes: 'viewer' })).not.toContain('/rerun')
    expect(page({ canRerun: false })).not.toContain('/rerun')
  })

  test('shows other attempts, and warns of an older one', () => {
    const again = sampleRun({ id: 8 as RunId, attempt: 2, status: 'failed' })
    const text = page({ detail: sampleDetail({ attempts: [again, sampleRun()] }) })
    expect(textOf(text)).toContain('It was started again: attempt 2 is the latest')
    expect(text).toContain('href="/ci/runs/8"')
  })

  test('keeps the status of what it started apart from its own', () => {
    const child = sampleRun({ id: 9 as RunId, externalId: '9', status: 'failed', title: 'deploy' })
    const downstream = { project: 'x', run: '77', status: 'running', webUrl: null } as const
    const detail = sampleDetail({ children: [child], jobs: [sampleJob({ downstream })] })
    const text = textOf(page({ detail }))
    expect(text).toContain('passed completed/success')
    expect(text).toMatch(/Started these .*deploy #1 failed/)
    expect(text).toMatch(/Started elsewhere running run 77/)
  })
})

describe('jobs', () => {
  const drawn = (jobs: ReturnType<typeof sampleDetail>['jobs'], tellsJobs = true, listed = true) =>
    textOf(
      render(
        <JobsPanel
          detail={sampleDetail({ jobs, project: sampleProject({ listed }) })}
          rev={5}
          now={now}
          tellsJobs={tellsJobs}
        />,
      ),
    )

  test('that were never read are loading, and not none', () => {
    expect(drawn(null)).toContain('Loading: the platform is asked for the jobs')
    expect(drawn([])).toContain('It has no job.')
    expect(drawn([], false)).toContain('tells no jobs')
    expect(drawn(null, true, false)).toContain('never read')
  })

  test('stand by stage with status, queue and duration in words', () => {
    const jobs = [
      sampleJob({ name: 'unit', stage: 'test', queuedMs: 5_000 }),
      sampleJob({ name: 'lint', stage: 'test', status: 'failed', allowFailure: true }),
    ]
    const text = drawn(jobs)
    expect(text).toContain('test unit passed 5 s 30 s')
    expect(text).toContain('lint failed may fail – 30 s')
  })
})

describe('the line of time', () => {
  test('reaches from the first wait to the last end', () => {
    const [group] = timelineOf(
      [
        sampleJob({
          name: 'second',
          startedAt: noon + 60_000,
          finishedAt: noon + 100_000,
          queuedMs: null,
        }),
        sampleJob({
          name: 'first',
          startedAt: noon + 20_000,
          finishedAt: noon + 60_000,
          queuedMs: 20_000,
        }),
      ],
      now,
    )
    expect(group?.jobs.map(({ job, bar }) => [job.name, bar?.queue, bar?.ran])).toEqual([
      ['first', { x: 0, width: 200 }, { x: 200, width: 400 }],
      ['second', null, { x: 600, width: 400 }],
    ])
  })

  test('takes what still runs as far as now, and has no bar for what did not begin', () => {
    const running = sampleJob({
      status: 'running',
      startedAt: now - 90_000,
      finishedAt: null,
      durationMs: null,
    })
    const waiting = sampleJob({ startedAt: null, finishedAt: null, durationMs: null })
    const [group] = timelineOf([waiting, running], now)
    expect(group?.jobs.map(({ bar }) => bar?.ranMs ?? null)).toEqual([90_000, null])
  })

  test('puts stages in the order in which they began', () => {
    const stages = timelineOf(
      [
        sampleJob({ stage: 'deploy', startedAt: null }),
        sampleJob({ stage: 'test', startedAt: noon + 9_000 }),
        sampleJob({ stage: 'build', startedAt: noon }),
      ],
      now,
    ).map(({ stage }) => stage)
    expect(stages).toEqual(['build', 'test', 'deploy'])
  })
})
