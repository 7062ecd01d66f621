import { expect, test } from 'vitest'
import { type Hour, sumOf } from '../../src/app/quota-book.contract.ts'
import { type Day, type DayOptions, spendDay } from '../../src/app/quota-day.contract.ts'
import { quantile } from '../support/stop-rounds.ts'
import { tell } from '../support/tell.ts'

/** A thousand runs a day, most of them in the ten hours from the eighth. */
const plan = { runsADay: 1_000, days: 1, daysBefore: 5, jobsARun: 3, busyFrom: 8, seed: 1 }
/** What GitHub allows a user an hour. */
const limit = 5_000
/** With deliveries, looks only close gaps. */
const mostWithDeliveries = 400

type Case = DayOptions & { readonly what: string; readonly most: number }

const cases: readonly Case[] = [
  {
    what: '100 repositories with deliveries of pushes, runs and jobs',
    plan: { ...plan, repositories: 100 },
    hours: 24,
    events: ['push', 'workflow_run', 'workflow_job'],
    most: mostWithDeliveries,
  },
  {
    what: '100 repositories with deliveries of runs alone',
    plan: { ...plan, repositories: 100 },
    hours: 24,
    events: ['workflow_run'],
    most: mostWithDeliveries,
  },
  {
    what: '100 repositories without deliveries',
    plan: { ...plan, repositories: 100 },
    hours: 24,
    events: [],
    most: limit,
  },
  {
    what: '1,000 repositories without deliveries',
    plan: { ...plan, repositories: 1_000, runsADay: 10_000, busyFrom: 2 },
    hours: 8,
    events: [],
    most: limit,
  },
]

const listed = (counts: Hour['all']): string =>
  Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ')

function describeDay(what: string, { hours, lags, unseen, deliveries, tookMs }: Day): string[] {
  const calls = hours.map(({ counted, all }) => [sumOf(counted), sumOf(all)] as const)
  const [first, ...later] = calls
  const worst = later.reduce((most, [counted]) => Math.max(most, counted), 0)
  const at = hours.find(({ counted }, hour) => hour > 0 && sumOf(counted) === worst)
  const seconds = (part: number) => (quantile([...lags], part) / 1_000).toFixed(0)
  return [
    `${what}: ${deliveries} deliveries, ${hours.length} hours in ${(tookMs / 1_000).toFixed(0)} s`,
    `  calls an hour that count (and all): ${calls.map((both) => `${both[0]} (${both[1]})`).join(' ')}`,
    `  the first, which reads history: ${first?.[0]}; the most after it: ${worst}, of ${listed(at?.counted ?? {})}`,
    `  ${lags.length} ends of runs were known after ${seconds(0.5)} s (median), ${seconds(0.95)} s (95 %), ${seconds(1)} s (longest); ${unseen} were not`,
  ]
}

test.each(cases)('$what stay within what GitHub allows', async ({ what, most, ...options }) => {
  const day = await spendDay(options)
  tell(...describeDay(what, day))
  const counted = day.hours.map((hour) => sumOf(hour.counted))
  expect(Math.max(...counted)).toBeLessThan(limit)
  expect(Math.max(...counted.slice(1))).toBeLessThan(most)
  expect(day.unseen).toBe(0)
})
