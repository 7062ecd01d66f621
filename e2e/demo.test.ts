import { expect, test } from 'vitest'
import { openBakery } from '../demo/bakery.ts'
import { mishaps, places } from '../demo/company.ts'
import { visitor } from '../demo/staff.ts'
import { logIn } from './support/client.ts'
import { buildOnSqlite } from './support/house.ts'
import { until } from './support/until.ts'

test('the company of the demonstration is watched, and what breaks there is seen', async () => {
  await using server = await (await buildOnSqlite()).serve()
  const told: string[] = []
  await using bakery = await openBakery({
    url: server.url,
    intervalSeconds: 1,
    firstPort: 0,
    tell: ({ place }) => told.push(place),
  })
  const client = await logIn(server, visitor)
  const statusOf = async (name: string) =>
    (await client.services()).find((service) => service.name === name)?.status
  expect((await client.services()).filter(({ id }) => id > 0)).toHaveLength(places.length)

  const stopping = new AbortController()
  const outage = mishaps.find(({ place }) => place === 'Orders database')
  const living = bakery.live((outage?.from ?? 0) + 1, stopping.signal)
  await until('the database is down', async () => (await statusOf('Orders database')) === 'DOWN')
  await until('so is what needs it', async () => (await statusOf('Checkout')) === 'DOWN')
  expect(await statusOf('Nightly reports')).toBe('PAUSED')
  expect(told).toContain('Orders database')
  stopping.abort()
  await living
})
