import { expect, test } from 'vitest'
import {
  bucketOf,
  levels,
  nothing,
  type Totals,
  type Uptime,
} from '../../../modules/checks/index.ts'
import { createRender } from '../fragments/index.ts'
import { sampleEntry } from '../sample.contract.ts'
import { UptimePanel, type Uptimes } from './service-uptime.tsx'

const { minute, hour, day } = levels
const render = createRender('/a/icons.svg')
const { service } = sampleEntry({ intervalMs: minute, createdAt: 0 })

const uptime = (differs: Partial<Uptime> = {}): Uptime => ({
  percent: 100,
  coverage: 100,
  observedMs: day,
  missedMs: 0,
  maintenanceMs: 0,
  idleMs: 0,
  ...differs,
})

const drawn = (uptimes: Uptimes | null) =>
  render(<UptimePanel service={service} rev={7} uptimes={uptimes} />)

const figureOf = (differs: Partial<Uptime>) => {
  const markup = drawn({ ranges: [{ range: '30d', uptime: uptime(differs) }], days: [] })
  return /<dd>(.*?)<\/dd>/.exec(markup)?.[1]?.replaceAll(/<[^>]*>/g, '')
}

test.each<[Partial<Uptime>, string]>([
  [{}, '100 % of 1 d observed'],
  [{ percent: 99.9, observedMs: 29 * day }, '99.90 % of 29 d observed'],
  [
    { coverage: 96, observedMs: day, missedMs: hour },
    '100 % of 1 d observed, coverage 96 %1 h missed',
  ],
  [
    { maintenanceMs: 2 * hour, idleMs: 5 * hour },
    '100 % of 1 d observed2 h in maintenance, 5 h without checks',
  ],
  // A check that was just added waits for its slot.
  [{ idleMs: 2 * minute }, '100 % of 1 d observed'],
  [{ percent: null, coverage: 0 }, 'nothing observed'],
])('the figure of %j is %s', (differs, text) => expect(figureOf(differs)).toBe(text))

test('the strip has a letter a day and words, and what it cannot show is in a table', () => {
  const days: Partial<Totals>[] = [
    { upMs: day },
    { upMs: 23 * hour, downMs: hour, down: 60 },
    { upMs: 20 * hour, missed: 240, missedMs: 4 * hour },
  ]
  const markup = drawn({
    ranges: [],
    days: days.map((of, i) => bucketOf(i * day, { ...nothing, ...of })),
  })
  expect(markup).toContain(
    '<title>Last 3 days: 2 up all day, 1 with failures; worst 2 Jan, 95.83 %</title>',
  )
  expect(markup.match(/<path/g)).toHaveLength(3)
  const rows = [...markup.matchAll(/<tr><th scope="row">(.*?)<\/tr>/g)].map(([, row]) => row)
  expect(rows).toEqual([
    '3 Jan</th><td>100 %</td><td>–</td><td>4 h</td><td>–</td>',
    '2 Jan</th><td>95.83 %</td><td>1 h</td><td>–</td><td>–</td>',
  ])
})

test('a store that is away leaves the rest of the page alone', () => {
  expect(drawn(null)).toContain('The uptime cannot be read now')
})
