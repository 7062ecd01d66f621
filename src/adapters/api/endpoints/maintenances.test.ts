import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person } from '../house.contract.ts'

let house: House
let editor: Person
let viewer: Person
let shop = 0
beforeAll(async () => {
  house = await openHouse()
  ;[editor, viewer] = [await house.person('editor'), await house.person('viewer')]
  const json = { name: 'shop', url: 'https://shop.example/' }
  shop = Number((await house.ask('POST', '/api/v1/services', { as: editor, json })).json.id)
})
afterAll(() => house[Symbol.asyncDispose]())

const path = '/api/v1/maintenance'
const begin = (differs: Record<string, unknown> = {}) =>
  house.ask('POST', path, {
    as: editor,
    json: { services: [shop], duration: '10m', ends_when_green: true, ...differs },
  })
const shopNow = async () =>
  (await house.ask('GET', `/api/v1/services/${shop}`, { as: viewer })).json.maintenance

describe('a maintenance by the API', () => {
  test('begins with one request, is shown with its service, and ends with another', async () => {
    const made = await begin({ name: 'deploy 12' })
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({ state: 'active', services: [shop], ends_when_green: true })
    expect(made.headers.get('location')).toBe(`${path}/${made.json.id}`)
    expect(await shopNow()).toMatchObject({ id: made.json.id, name: 'deploy 12' })
    const ended = await house.ask('POST', `${path}/${made.json.id}/end`, { as: editor })
    expect(ended.json).toMatchObject({ state: 'over', end_reason: 'ended_by_user' })
    expect(await shopNow()).toBeNull()
    const again = await house.ask('POST', `${path}/${made.json.id}/end`, { as: editor })
    expect(again.json.code).toBe('conflict')
  })

  test('is listed by state, and replaced on the version that was read', async () => {
    const json = { all: true, cron: '30 2 * * 0', time_zone: 'Europe/Berlin', duration: '1h' }
    const made = await house.ask('POST', path, { as: editor, json })
    const list = await house.ask('GET', `${path}?state=planned`, { as: viewer })
    expect(list.json).toMatchObject({ total: 1, items: [{ id: made.json.id, current: null }] })
    const at = `${path}/${made.json.id}`
    const put = (etag: string) =>
      house.ask('PUT', at, { as: editor, json, headers: { 'If-Match': etag } })
    const etag = made.headers.get('etag') ?? ''
    expect((await put(etag)).json).toMatchObject({ rev: 2 })
    expect((await put(etag)).status).toBe(412)
    expect((await house.ask('DELETE', at, { as: editor })).status).toBe(204)
    expect((await house.ask('GET', at, { as: viewer })).status).toBe(404)
  })

  test('is refused with what is wrong', async () => {
    const none = await house.ask('POST', path, { as: editor, json: { duration: '10m' } })
    expect(none).toMatchObject({ status: 422, json: { errors: [{ field: 'services' }] } })
    const gone = await begin({ services: [999] })
    expect(gone.json).toMatchObject({ errors: [{ message: 'there is no service 999' }] })
  })
})

test('a service names what it depends on, and a circle is refused by its way', async () => {
  const send = (method: 'POST' | 'PATCH', at: string, json: unknown) =>
    house.ask(method, at, { as: editor, json, headers: { 'If-Match': '*' } })
  const made = await send('POST', '/api/v1/services', {
    name: 'pay',
    url: 'https://pay.example/',
    depends_on: [shop],
    retries: 2,
  })
  expect(made.json).toMatchObject({ depends_on: [shop], retries: 2 })
  const refused = await send('PATCH', `/api/v1/services/${shop}`, { depends_on: [made.json.id] })
  expect(refused).toMatchObject({
    status: 422,
    json: { errors: [{ field: 'depends_on', message: 'goes in a circle: shop → pay → shop' }] },
  })
})
