import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sampleFigures } from '../pages/ci-sample.contract.ts'
import { durationsText, durationTicks, rateText, SuccessChart, successText } from './day-chart.tsx'
import { createRender } from './markup.tsx'

const render = createRender('/a/icons.svg')
const day = (at: number, differs: Partial<ReturnType<typeof sampleFigures>> = {}) => ({
  day: at,
  ...sampleFigures(differs),
})
const half = { total: 2, succeeded: 1, failed: 1, successRate: 0.5 }

test('a day has a bar of what passed below what failed, and none where nothing counts', () => {
  const markup = render(<SuccessChart days={[day(20_000, half), day(20_001)]} />)
  expect(markup).toContain('<path class="passed" d="M0.2 80h1.6v80h-1.6z"')
  expect(markup).toContain('<path class="failed" d="M0.2 0h1.6v80h-1.6z"')
  expect(markup).not.toContain('M2.2')
})

test('the sentence of a chart tells what it shows', () => {
  expect(successText([day(1, half), day(2, { succeeded: 2, successRate: 1 })])).toBe(
    'Success rate a day, last 2 days: 75 % of 4 runs went well; the worst day had 50 %',
  )
  expect(successText([day(1)])).toContain('no run said whether it works')
  expect(durationsText([day(1, { p50Ms: 60_000, p95Ms: 120_000 }), day(2)])).toContain(
    'lately half took at most 1 min; on the slowest day 95 of 100 took at most 2 min',
  )
})

test.each([
  [null, '–'],
  [1, '100 %'],
  [0.9999, '99.9 %'],
  [0.5, '50 %'],
])('a rate of %j is %s', (rate, text) => expect(rateText(rate)).toBe(text))

test('the axis of durations is round, has few lines, and reaches the peak', () => {
  expect(durationTicks(0)).toEqual([0, 1_000])
  expect(durationTicks(150_000)).toEqual([0, 60_000, 120_000, 180_000])
  fc.assert(
    fc.property(fc.nat(4e9), (peak) => {
      const ticks = durationTicks(peak)
      expect(ticks.length).toBeLessThanOrEqual(5)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(peak)
    }),
  )
})
