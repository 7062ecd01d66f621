import { expect, test } from 'vitest'
import { residentMb } from '../../bench/support/process.ts'
import { mark } from '../../bench/support/streams-client.ts'
import { admin, seedPeople } from '../../bench/support/streams-people.ts'
import { startTabs } from '../../bench/support/streams-tabs.ts'
import { logIn } from '../support/client.ts'
import { buildOnSqlite } from '../support/house.ts'
import { seedServices } from '../support/seed.ts'
import { tell } from '../support/tell.ts'
import { forSeconds } from '../support/until.ts'

const tabs = 5_000
const minutes = 20
const people = 30
const mostKb = 25
/** Letting so many in at once leaves garbage that is collected in the first minutes: 30 kB a tab with it. */
const settledAfter = 3
/** The last minute against the first that counts. */
const growthMost = 1.1

test(`${tabs} open pages stay open for ${minutes} minutes of changes, and memory stays`, async () => {
  const house = await buildOnSqlite()
  const seed = { count: 100, url: 'http://127.0.0.1:9/', intervalMs: 60_000, paused: true }
  await seedServices(house.database.url, seed)
  const cookies = await seedPeople(house.database.url, people)
  await using server = await house.serve()
  const client = await logIn(server, admin)
  using all = await startTabs()
  await forSeconds(15)
  const empty = residentMb(server.pid)
  const query = 't=health,svc'
  await all.ask({ do: 'open', port: server.port, query, cookies, count: tabs, deaf: false })
  const resident: number[] = []
  for (let minute = 0; minute < minutes; minute++) {
    for (let change = 0; change < 120; change++) {
      const body = { name: `${mark}${Date.now()}` }
      await client.read('PATCH', '/api/v1/services/1', { body, headers: { 'If-Match': '*' } })
      await forSeconds(0.5)
    }
    resident.push(residentMb(server.pid))
  }
  const { open } = await all.ask({ do: 'tell' })
  const most = Math.max(...resident.slice(settledAfter))
  const kbEach = ((most - empty) * 1_000) / tabs
  tell(
    `${open} tabs open, ${kbEach.toFixed(1)} kB each, resident by the minute: ${resident.map(Math.round).join(' ')} MB`,
  )
  expect(open).toBe(tabs)
  expect(kbEach).toBeLessThanOrEqual(mostKb)
  expect(resident.at(-1)).toBeLessThan((resident[settledAfter] ?? 0) * growthMost)
})
