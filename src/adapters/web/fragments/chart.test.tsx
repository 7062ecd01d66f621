import { brotliCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Bucket,
  mostBuckets,
  nothing,
  bucketOf as partOf,
  type Series,
} from '../../../modules/checks/index.ts'
import { DataTable, ResponseChart, summaryOf } from './chart.tsx'
import { createRender } from './markup.tsx'
import { bandPath, failurePath, heightOf, linePath, plotHeight } from './plot.ts'
import { figuresOf } from './response.ts'

const render = createRender('/a/icons.svg')
const minute = 60_000
const start = Date.UTC(2026, 10, 20, 12)

type Answer = readonly [min: number, avg: number, max: number] | null

/** Two answers, or none. */
function bucketOf(answer: Answer, down: number, from: number): Bucket {
  if (answer === null) return partOf(from, { ...nothing, down })
  const [minMs, avg, maxMs] = answer
  return partOf(from, { ...nothing, up: 2, down, sumMs: 2 * avg, minMs, maxMs, bins: [2] })
}

const seriesOf = (answers: readonly Answer[], down: readonly number[] = []): Series => ({
  from: start,
  to: start + answers.length * minute,
  bucketMs: minute,
  buckets: answers.map((answer, i) => bucketOf(answer, down[i] ?? 0, start + i * minute)),
})

const draw = (series: Series): string =>
  render(<ResponseChart series={series} figures={figuresOf(series)} range="1h" />)

const avg = ({ response }: Bucket): number | null => response?.avg ?? null
const height = heightOf(100)

const anyAnswer = fc.option(
  fc.tuple(fc.nat(1e5), fc.nat(1e5), fc.nat(1e5)).map((three) => {
    const [min = 0, middle = 0, max = 0] = three.toSorted((a, b) => a - b)
    return [min, middle, max] as const
  }),
)
const anySeries = fc
  .array(fc.tuple(anyAnswer, fc.nat(2)), { minLength: 1, maxLength: mostBuckets })
  .map((parts) =>
    seriesOf(
      parts.map(([answer]) => answer),
      parts.map(([, down]) => down),
    ),
  )

describe('a line', () => {
  test('goes from part to part in relative steps', () => {
    const series = seriesOf([
      [50, 50, 50],
      [75, 75, 75],
      [0, 0, 0],
    ])
    expect(linePath(series.buckets, avg, height)).toBe('M1 80l2-40 2 120')
  })

  test('is broken where nothing was measured, and a lone value is a dot', () => {
    const series = seriesOf([[100, 100, 100], null, [0, 0, 0], [50, 50, 50]])
    expect(linePath(series.buckets, avg, height)).toBe('M1 0h.1M5 160l2-80')
  })

  test('has a piece for every stretch that was measured, and stays within the plot', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const path = linePath(series.buckets, avg, heightOf(1e5))
        const measured = series.buckets.map((bucket) => avg(bucket) !== null)
        const stretches = measured.filter((here, i) => here && !measured[i - 1]).length
        expect(path.split('M').length - 1).toBe(stretches)
        let y = 0
        for (const [, first, steps = ''] of path.matchAll(/M\d+ (\d+)(?:l([^M]*)|h\.1)/g)) {
          y = Number(first)
          for (const [, dy] of steps.matchAll(/2( \d+|-\d+)/g)) {
            y += Number(dy)
            expect(y).toBeGreaterThanOrEqual(0)
            expect(y).toBeLessThanOrEqual(plotHeight)
          }
        }
      }),
    )
  })
})

test('the band runs along the slowest and back along the fastest answers', () => {
  const series = seriesOf([[0, 50, 100], [50, 60, 75], null])
  expect(bandPath(series, height)).toBe('M1 0 3 40 3 80 1 160z')
})

test('failures are marks on the base line', () => {
  expect(failurePath(seriesOf([null, [1, 1, 1], null], [2, 0, 1]))).toBe('M1 160v-12M5 160v-12')
})

describe('the figures of a series', () => {
  test('are its latest, average and slowest answer, and what failed', () => {
    const series = seriesOf([[10, 20, 30], [10, 40, 90], null], [0, 1, 2])
    expect(figuresOf(series)).toEqual({
      checks: 7,
      failed: 3,
      latest: 40,
      average: 30,
      within: 10,
      peak: { ms: 90, at: start + minute },
      trend: 'rising',
    })
  })

  test.each([
    [[100, 100, 100], 'steady'],
    [[100, 100, 121], 'rising'],
    [[100, 100, 119], 'steady'],
    [[100, 100, 79], 'falling'],
    [[], 'steady'],
  ])('of %j are %s', (values, trend) => {
    expect(figuresOf(seriesOf(values.map((ms) => [ms, ms, ms]))).trend).toBe(trend)
  })
})

describe('a chart', () => {
  const series = seriesOf([[10, 20, 30], [10, 182, 1_240], null], [0, 1, 0])

  test('says in words what it shows', () => {
    expect(summaryOf(figuresOf(series), '24h')).toBe(
      'Response time, last 24 h: now 182 ms, peak 1.24 s at 20 Nov 12:01 UTC, rising; 1 of 5 checks failed',
    )
    expect(summaryOf(figuresOf(seriesOf([null], [3])), '1h')).toBe(
      'Response time, last 1 h: no answer, 3 of 3 checks failed',
    )
  })

  test('is one image with a title, and its lines are not filled even without the style sheet', () => {
    const markup = draw(series)
    expect(markup).toMatch(/^<svg class="chart" role="img"[^>]*><title>Response time, last 1 h/)
    expect(markup).not.toContain('style=')
    for (const name of ['grid', 'line', 'fail']) {
      expect(markup).toContain(`<path class="${name}" fill="none"`)
    }
  })

  test('is small and sound with as many parts as there may be', () => {
    fc.assert(
      fc.property(anySeries, (any) => {
        expect(draw(any)).not.toMatch(/NaN|Infinity|undefined/)
      }),
      { numRuns: 50 },
    )
    const wild = Array.from({ length: mostBuckets }, (_, i): Answer => {
      const base = 100 + 60 * Math.sin(i / 9) + ((i * 7919) % 40)
      return [base * 0.6, base, base * (1.3 + ((i * 104_729) % 10) / 10)]
    })
    const markup = draw(
      seriesOf(
        wild,
        wild.map((_, i) => (i % 9 === 0 ? 1 : 0)),
      ),
    )
    expect(brotliCompressSync(markup).byteLength).toBeLessThanOrEqual(1_536)
  })

  test('has its data in a table, of the parts in which a check ran', () => {
    const markup = render(<DataTable series={series} range="1h" />)
    expect(markup.match(/<tr>/g)).toHaveLength(3)
    expect(markup).toContain('<th scope="row">20 Nov 12:01</th><td>3</td><td>1</td>')
    expect(markup.match(/scope="col"/g)).toHaveLength(6)
    expect(markup).toContain('<caption')
  })
})
