import { describe, expect, test } from 'vitest'
import { type Counts, noCounts } from './golden.ts'
import { overallOf } from './overall.ts'

const truth = (counts: Partial<Counts>, stale = false) => {
  const { state, text } = overallOf({ counts: { ...noCounts, ...counts }, stale })
  return `${state}: ${text}`
}

describe('the sentence of overall truth', () => {
  test.each<[string, Partial<Counts>]>([
    ['none: No services are published here yet', {}],
    ['up: All systems operational', { up: 3 }],
    ['up: All checked services are operational', { up: 3, paused: 1 }],
    ['paused: Nothing is checked at the moment', { paused: 2 }],
    ['maintenance: Maintenance is under way', { up: 3, maintenance: 1 }],
    ['unknown: There is no data for some services', { up: 3, unknown: 1, maintenance: 1 }],
    ['unknown: There is no data yet', { unknown: 2 }],
    ['degraded: Some services are degraded', { up: 1, degraded: 1, unknown: 5 }],
    ['down: Some services are down', { up: 1, down: 1, degraded: 5 }],
    ['down: All services are down', { down: 2 }],
  ])('is %s', (words, counts) => expect(truth(counts)).toBe(words))

  test('never says that something is well when that is not known now', () => {
    expect(truth({ up: 3 }, true)).toBe('unknown: The current status is not known')
    expect(truth({ down: 3 }, true)).toBe('unknown: The current status is not known')
  })
})
