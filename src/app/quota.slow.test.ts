import { expect, test } from 'vitest'
import { sumOf } from './quota-book.contract.ts'
import { spendDay } from './quota-day.contract.ts'

/** Hours in which people work: there are no more than these of a hundred repositories. */
const plan = {
  repositories: 100,
  runsADay: 1_000,
  days: 1,
  daysBefore: 5,
  jobsARun: 3,
  busyFrom: 0,
  seed: 1,
}
/** 5,000 are allowed. */
const mostCalls = 400
const soonMs = 30_000

test(`deliveries for 100 repositories leave fewer than ${mostCalls} calls an hour to GitHub`, {
  timeout: 240_000,
}, async () => {
  const events = ['push', 'workflow_run', 'workflow_job'] as const
  const day = await spendDay({ plan, hours: 3, events })
  // The first hour reads what happened before.
  const [, ...hours] = day.hours.map(({ counted }) => sumOf(counted))
  expect(hours).toHaveLength(2)
  expect(Math.max(...hours)).toBeLessThan(mostCalls)
  expect(day).toMatchObject({ unseen: 0, waiting: 0 })
  expect(Math.max(...day.lags)).toBeLessThan(soonMs)
})
