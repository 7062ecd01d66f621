import { test } from 'vitest'
import { spendDay } from './quota-day.contract.ts'

test('x', { timeout: 600_000 }, async () => {
  const day = await spendDay({
    plan: { repositories: 100, runsADay: 1_000, days: 1, daysBefore: 5, jobsARun: 3, seed: 1 },
    hours: Number(process.env.HOURS ?? 2),
    events: (process.env.EVENTS ?? 'push,workflow_run').split(',').filter(Boolean) as never,
  })
  console.log(day.tookMs, day.deliveries, day.unseen, day.lags.length, Math.max(...day.lags))
  day.hours.forEach((h, i) => console.log(i, h.counted, h.all, JSON.stringify(h.countedBy), JSON.stringify(h.allBy)))
})
