import { expect, onTestFinished, test } from 'vitest'
import { type House, openHouse } from './house.contract.ts'

async function open(): Promise<House> {
  const house = await openHouse()
  onTestFinished(() => house[Symbol.asyncDispose]())
  return house
}

const leadsTo = (response: Response) => [response.status, response.headers.get('location')]

test('a maintenance begins by the form, stands on its page and on that of its service, and ends', async () => {
  const house = await open()
  const as = await house.person('editor')
  await house.ask('POST', '/services', {
    as,
    form: { name: 'shop', url: 'https://shop.example/' },
  })
  const form = { name: '<b>New</b> database', services: '1', duration: '30m', starts_at: '' }
  const made = await house.ask('POST', '/maintenance', { as, form })
  expect(leadsTo(made)).toEqual([303, '/maintenance?done=saved'])
  const page = await house.read('/maintenance?done=saved', { as })
  expect(page).toContain('The maintenance is saved.')
  expect(page).toContain('&lt;b&gt;New&lt;/b&gt; database')
  expect(page).toContain('action="/maintenance/1/end"')
  const { maintenance } = await house.services.get(1 as Parameters<House['services']['get']>[0])
  expect(maintenance).toMatchObject({ id: 1 })
  const ended = await house.ask('POST', '/maintenance/1/end', { as })
  expect(leadsTo(ended)).toEqual([303, '/maintenance?done=ended'])
  const after = await house.read('/maintenance', { as })
  expect(after).toContain('somebody ended it')
  expect(after).not.toContain('action="/maintenance/1/end"')
})

test('one that recurs is planned with its zone, and can be removed', async () => {
  const house = await open()
  const as = await house.person('editor')
  const form = { all: 'on', cron: '30 2 * * 0', time_zone: 'Europe/Berlin', duration: '1h' }
  await house.ask('POST', '/maintenance', { as, form })
  const page = await house.read('/maintenance', { as })
  expect(page).toContain('30 2 * * 0 in Europe/Berlin, for 1h')
  expect(page).toContain('all services')
  const removed = await house.ask('POST', '/maintenance/1/delete', { as })
  expect(leadsTo(removed)).toEqual([303, '/maintenance?done=removed'])
  expect(await house.read('/maintenance', { as })).not.toContain('Europe/Berlin, for')
})

test('what is wrong stands at its field, with what was typed', async () => {
  const house = await open()
  const as = await house.person('editor')
  const form = { services: '77, x', duration: '30m', cron: '61 * * * *' }
  const refused = await house.ask('POST', '/maintenance', { as, form })
  expect(refused.status).toBe(422)
  const page = await refused.text()
  expect(page).toContain('value="77, x"')
  expect(page).toMatch(/id="f-services"[^>]* aria-invalid="true"/)
  expect(page).toMatch(/id="f-cron"[^>]* aria-invalid="true"/)
})

test('viewers look and change nothing', async () => {
  const house = await open()
  await house.person('admin')
  const as = await house.person('viewer')
  expect(await house.read('/maintenance', { as })).not.toContain(
    'method="post" action="/maintenance',
  )
  for (const path of ['/maintenance', '/maintenance/1/end', '/maintenance/1/delete']) {
    expect((await house.ask('POST', path, { as })).status).toBe(403)
  }
})
