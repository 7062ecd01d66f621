import { expect, onTestFinished, test } from 'vitest'
import { openHouse, type Person } from '../house.contract.ts'

const actor = { userId: null, label: 'test', requestId: null }

async function open() {
  const house = await openHouse()
  onTestFinished(() => house[Symbol.asyncDispose]())
  const admin = await house.person('admin')
  const { seq } = await house.services.create(
    { name: 'api', url: 'https://api.example.com/health' },
    actor,
  )
  const sync = (query: string, as: Person | undefined = admin, hx = true) =>
    house.ask('GET', `/partials/sync?${query}`, { as, hx })
  return { ...house, admin, seq, sync }
}

test('a page that polls gets the changes since its position, and the position after them', async () => {
  const { sync, seq } = await open()
  const first = await sync(`t=health,svc&since=${seq - 1}`)
  expect(first.headers.get('cache-control')).toBe('no-store')
  expect(await first.text()).toContain('hx-target="#svc-1"')
  const pulse = JSON.parse(first.headers.get('pharos-pulse') ?? '')
  expect(pulse).toEqual({
    at: String(seq),
    t: expect.any(Number),
    version: expect.stringContaining('/a/app.'),
  })
  const second = await (await sync(`t=svc&since=${pulse.at}`)).text()
  expect(second).toBe('')
})

test('one of another database is told to load anew', async () => {
  const { sync, seq } = await open()
  const answer = await sync(`t=svc&since=${seq + 1_000_000}`)
  expect([answer.status, answer.headers.get('pharos-reset')]).toEqual([205, 'data'])
})

test('one that was drawn for another role is told to load anew', async () => {
  const { sync, seq } = await open()
  const answer = await sync(`t=svc&as=viewer&since=${seq}`)
  expect([answer.status, answer.headers.get('pharos-reset')]).toEqual([205, 'access'])
  expect((await sync(`t=svc&as=admin&since=${seq}`)).status).toBe(200)
})

test('whoever opens it in a browser gets a page, and a stranger nothing', async () => {
  const { sync, admin, ask } = await open()
  const page = await sync('t=svc&since=0', admin, false)
  expect([page.status, page.headers.get('location')]).toEqual([303, '/'])
  expect((await ask('GET', '/partials/sync?t=svc', { hx: true })).status).toBe(401)
})
