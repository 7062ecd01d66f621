import { describe, expect, test } from 'vitest'
import type { Freshness, ProjectView, Snapped } from '../../../modules/pipelines/index.ts'
import { aBranch, noon } from '../../../modules/pipelines/samples.contract.ts'
import { createRender } from '../fragments/index.ts'
import {
  now,
  pageOf,
  projectId,
  sampleFigures,
  sampleProject,
  sampleRun,
  textOf,
} from './ci-sample.contract.ts'
import { ProjectHead } from './project.tsx'
import { BranchesPanel } from './project-branches.tsx'
import { RunsPanel } from './project-runs.tsx'
import { IssuesPanel, MergeRequestsPanel } from './project-snapshots.tsx'
import { TrendsPanel } from './project-trends.tsx'
import { type RunsView, runsAt, runsViewOf } from './runs-view.ts'

const render = createRender('/a/icons.svg')
const shared = { id: projectId, rev: 5 } as const

const head = (freshness: Freshness, differs: Partial<ProjectView> = {}) =>
  textOf(
    render(
      <ProjectHead project={sampleProject(differs)} freshness={freshness} rev={5} now={now} />,
    ),
  )

describe('the head of a project', () => {
  const trouble = { kind: 'disabled', message: 'no pipelines', at: noon, retryAt: null } as const

  test('says nothing of freshness while it is fresh', () => {
    expect(head('fresh')).not.toMatch(/Loading|tried|old/)
    expect(head('fresh')).toContain('passed')
  })

  test('tells what is not the truth: loading, stale with its reason, and nothing at all', () => {
    expect(head('loading', { latest: null })).toContain('read for the first time')
    const stale = head('stale', { trouble })
    expect(stale).toContain('CI is switched off there: no pipelines.')
    expect(stale).toContain('tried again with the next look')
    expect(head('error', { trouble })).toContain('Nothing could be read.')
    expect(head('stale')).toContain('not looked at since')
    expect(head('fresh', { listed: false })).toContain('not in the platform’s list any more')
  })
})

const view: RunsView = { branch: '', status: null, page: 1 }

describe('runs', () => {
  const runs = (differs: Partial<Parameters<typeof RunsPanel>[0]> = {}) =>
    render(
      <RunsPanel
        {...shared}
        freshness="fresh"
        view={view}
        runs={pageOf([sampleRun()])}
        {...differs}
      />,
    )

  test('are listed with what they are about, and escaped', () => {
    const page = runs({ runs: pageOf([sampleRun({ title: '<b>', message: '<script>' })]) })
    expect(page).toContain('href="/ci/runs/7"')
    expect(page).toContain('&lt;b&gt; #1')
    expect(page).not.toContain('<script>')
  })

  test('that are none are told apart: loading, failed, filtered, and truly none', () => {
    const none = (freshness: Freshness, of: Partial<RunsView> = {}) =>
      textOf(runs({ freshness, view: { ...view, ...of }, runs: pageOf([]) }))
    expect(none('loading')).toContain('Loading')
    expect(none('error')).toContain('could not be read')
    expect(none('fresh')).toContain('no run yet')
    expect(none('loading', { branch: 'x' })).toContain('No run is like that')
  })

  test('are followed with the filter that they have', () => {
    const page = runs({ view: { branch: 'feature/x y', status: 'failed', page: 2 } })
    expect(page).toContain('data-follows="ci-12-at"')
    const from = '/partials/ci/12/runs?branch=feature%2Fx+y&amp;status=failed&amp;page=2'
    expect(page).toContain(`hx-get="${from}"`)
  })

  test('of a store that is away are asked for again', () => {
    expect(textOf(runs({ runs: null }))).toContain('come back by themselves')
  })
})

test.each<Partial<RunsView>>([
  {},
  { branch: 'feature/ä&b=c' },
  { status: 'waiting', page: 3 },
  { branch: 'main', status: 'failed', page: 9 },
])('the view %j is read from its address', (of) => {
  const url = new URL(runsAt('http://pharos.example/ci/12', of))
  expect(runsViewOf((name) => url.searchParams.get(name) ?? undefined)).toEqual({ ...view, ...of })
})

test('branches lead to their runs, whatever is in their names, and to the latest of each', () => {
  const latest = sampleProject().latest
  const branches = pageOf([
    { ...aBranch(), projectId, seenAt: noon, latest },
    { ...aBranch({ name: 'a/b?c', isDefault: false }), projectId, seenAt: noon, latest: null },
  ])
  const page = render(<BranchesPanel {...shared} freshness="fresh" branches={branches} />)
  expect(page).toContain('href="/ci/12?branch=a%2Fb%3Fc#h-runs"')
  expect(page).toContain('href="/ci/runs/7"')
  expect(textOf(page)).toContain('main default')
  expect(textOf(page)).toContain('no run')
})

describe('lists that a platform is asked for', () => {
  const request = {
    number: 4,
    title: 'Mend <it>',
    author: 'ann',
    sourceBranch: 'feature/x',
    targetBranch: 'main',
    sha: null,
    draft: true,
    webUrl: 'javascript:alert(1)',
    createdAt: noon,
    updatedAt: null,
  }
  const drawn = (snapshot: Snapped<'merge_requests'> | null, unasked: string | null = null) =>
    render(<MergeRequestsPanel {...shared} unasked={unasked} snapshot={snapshot} />)
  const fresh = { state: 'fresh', value: [request], fetchedAt: noon, error: null } as const

  test('are shown with a way to each, where its address is one of the web', () => {
    const page = drawn(fresh)
    expect(textOf(page)).toContain('#4 Mend &lt;it&gt; draft feature/x into main')
    expect(page).not.toContain('javascript:')
  })

  test('say in what state they are, and an empty one is told to be empty', () => {
    const text = (differs: Partial<Snapped<'merge_requests'>>) =>
      textOf(drawn({ ...fresh, ...differs }))
    expect(text({ state: 'loading', value: null, fetchedAt: null })).toContain('Loading')
    expect(text({ state: 'error', value: null, error: 'no answer' })).toContain(
      'They could not be read: no answer.',
    )
    expect(text({ state: 'stale', error: 'no answer' })).toContain('These may be old: no answer.')
    expect(text({ value: [] })).toContain('None is open.')
    expect(text({ state: 'loading', value: null, fetchedAt: null })).not.toContain('None is open')
  })

  test('that a platform cannot be asked for are no empty lists', () => {
    const page = render(<IssuesPanel {...shared} unasked="Jenkins" snapshot={null} />)
    expect(textOf(page)).toBe('Issues Jenkins is not asked for issues.')
    expect(page).not.toContain('data-every')
  })
})

describe('trends', () => {
  const day = { day: 20_000, ...sampleFigures() }
  const ran = { total: 4, succeeded: 3, failed: 1, successRate: 0.75, p50Ms: 60_000, p95Ms: 90_000 }
  const insights = { flakyJobs: [], redMs: 0, redShare: 0 }
  const drawn = (trends: Parameters<typeof TrendsPanel>[0]['trends']) =>
    render(
      <TrendsPanel {...shared} timeZone="Europe/Berlin" defaultBranch="main" trends={trends} />,
    )

  test('are drawn, said in a sentence, and stand in a table', () => {
    const flakyJobs = [{ name: 'e2e', runs: 9, flakes: 2 }]
    const red = { flakyJobs, redMs: 7_200_000, redShare: 0.25 }
    const page = drawn({ days: [day, { ...day, ...ran, day: 20_001 }], insights: red })
    expect(page).toContain('75 % of 4 runs went well')
    expect(textOf(page)).toContain('2024-10-05 4 3 1 75 % 1 min 1 min 30 s')
    expect(textOf(page)).toContain('Default branch red 2 h, 25 % of the time that is known')
    expect(textOf(page)).toContain('e2e 2 9')
    expect(textOf(page)).toContain('days of Europe/Berlin')
  })

  test('of nothing say so', () => {
    expect(textOf(drawn({ days: [day], insights }))).toContain('Nothing ran.')
    expect(textOf(drawn(null))).toContain('cannot be read now')
  })
})
