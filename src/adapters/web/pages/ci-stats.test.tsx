import { expect, test } from 'vitest'
import type { ConnectionId } from '../../../kernel/index.ts'
import type { Statistics } from '../../../modules/pipelines/index.ts'
import { createRender } from '../fragments/index.ts'
import { projectId, sampleFigures, textOf } from './ci-sample.contract.ts'
import { StatsPage, statsAt } from './ci-stats.tsx'

const render = createRender('/a/icons.svg')
const figures = sampleFigures({
  total: 1_200,
  succeeded: 900,
  failed: 100,
  canceled: 150,
  skipped: 50,
  successRate: 0.9,
  averageMs: 125_000,
  minMs: 4_000,
  maxMs: 3_600_000,
  p50Ms: 90_000,
  p95Ms: 600_000,
  queueP50Ms: 2_000,
  queueP95Ms: 61_000,
})
const project = { ...figures, projectId, fullName: 'acme/<shop>', platform: 'github' }
const statistics: Statistics = {
  from: 20_000,
  to: 20_006,
  totals: figures,
  days: [{ ...figures, day: 20_000 }],
  platforms: [{ ...figures, platform: 'github' }],
  mostActive: [project],
  slowest: [project],
  mostFailing: [],
}
const drawn = (of: Statistics | null) =>
  render(
    <StatsPage
      view={{ days: 7, connection: null }}
      rev={5}
      timeZone="Europe/Berlin"
      titleOf={() => 'GitHub'}
      statistics={of}
      connections={[{ id: 3 as ConnectionId, name: 'main' }]}
    />,
  )

test('figures stand with their words, the zone, and the ways to projects', () => {
  const page = drawn(statistics)
  const text = textOf(page)
  expect(text).toContain('Runs 1,200 Passed 900 Failed 100 Canceled 150 Skipped 50')
  expect(text).toContain('Success rate 90 %')
  expect(text).toContain('Queue p95 1 min 1 s')
  expect(text).toContain('days of Europe/Berlin')
  expect(text).toContain('Canceled and skipped runs count as neither.')
  expect(page).toContain('href="/ci/12"')
  expect(page).toContain('acme/&lt;shop&gt;')
  expect(text).toContain('No project is like that.')
})

test('a store that is away and a time in which nothing ran are two things', () => {
  expect(textOf(drawn(null))).toContain('cannot be read now')
  const nothing = { ...statistics, totals: sampleFigures(), platforms: [], days: [] }
  expect(textOf(drawn(nothing))).toContain('Nothing ran in this time.')
})

test('what is usual is left out of the address', () => {
  expect(statsAt('/ci/stats', { days: 30, connection: null })).toBe('/ci/stats')
  const other = { days: 365, connection: 3 as ConnectionId } as const
  expect(statsAt('/ci/stats', other)).toBe('/ci/stats?days=365&connection=3')
})
