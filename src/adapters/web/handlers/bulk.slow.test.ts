import { describe, expect, onTestFinished, test } from 'vitest'
import { Refusal, type ServiceId, type Write } from '../../../kernel/index.ts'
import type { Services } from '../../../modules/services/index.ts'
import { type House, type How, openHouse } from '../house.contract.ts'

const actor = { userId: null, label: 'ann@example.com', requestId: null }
const write: Write = { actor, at: 1_790_000_000_000 }

/** A house with so many services, `service 1` and on, and an admin who asks. */
async function furnished(count: number, wrap: (services: Services) => Services = (it) => it) {
  const rooms: Services[] = []
  const room = (): Services => {
    const [services] = rooms
    if (services === undefined) throw new Error('asked before the house stood')
    return wrap(services)
  }
  const services: Services = {
    create: (...args) => room().create(...args),
    replace: (...args) => room().replace(...args),
    patch: (...args) => room().patch(...args),
    remove: (...args) => room().remove(...args),
    get: (...args) => room().get(...args),
    list: (...args) => room().list(...args),
  }
  const house = await openHouse({ services })
  rooms.push(house.services)
  onTestFinished(() => house[Symbol.asyncDispose]())
  const admin = await house.person('admin')
  for (let i = 1; i <= count; i++) {
    const input = { name: `service ${i}`, url: `https://${i}.example.com/`, tags: ['shop'] }
    await house.services.create(input, actor)
  }
  const ask = async (fields: Fields, how: How = {}) => {
    const form = Object.entries(fields).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    )
    const answer = await house.ask('POST', '/services/bulk', { as: admin, form, ...how })
    return { status: answer.status, text: await answer.text(), to: answer.headers.get('location') }
  }
  return { house, admin, ask }
}

type Fields = Readonly<Record<string, string | string[]>>

const hx = { hx: true } as const
const get = (house: House, id: number) => house.services.get(id as ServiceId)

const pausedIn = async (house: House) => {
  const { items } = await house.services.list({ search: null, status: null, page: 1, limit: 100 })
  return items.filter(({ paused }) => paused).map(({ id }) => id)
}

/** Somebody else was there first. */
const rename = async (house: House, id: number, name: string) => {
  const { rev } = await get(house, id)
  await house.services.patch(id as ServiceId, { input: { name }, expectedRev: rev }, actor)
}

/** The hidden fields of the forms in some markup, as a browser without scripts would send them. */
const sentBy = (markup: string): Fields => {
  const fields: Record<string, string[]> = {}
  for (const [, name = '', value = ''] of markup.matchAll(
    /type="hidden" name="(\w+)" value="([^"]*)"/g,
  )) {
    fields[name] = [...(fields[name] ?? []), value]
  }
  return fields
}

describe('one thing done to the selected services', () => {
  test('is done to these and to no others', async () => {
    const { house, ask } = await furnished(4)
    const { status, text } = await ask({ do: 'pause', pick: ['1.1', '3.1'] }, hx)
    expect([status, text]).toEqual([200, expect.stringContaining('<b>2 paused</b>')])
    expect(await pausedIn(house)).toEqual([1, 3])
    expect((await ask({ do: 'resume', pick: ['1.2', '3.2'] }, hx)).text).toContain('2 resumed')
    expect(await pausedIn(house)).toEqual([])
  })

  test('may be a tag, which is read as forms of a service read it', async () => {
    const { house, ask } = await furnished(2)
    const tagged = await ask({ do: 'tag', tag: ' Team:Web ', pick: ['1.1', '2.1'] }, hx)
    expect(tagged.text).toContain('2 tagged team:web')
    expect((await get(house, 2)).tags).toEqual(['shop', 'team:web'])
    const untagged = await ask({ do: 'untag', tag: 'shop', pick: ['1.2'] }, hx)
    expect(untagged.text).toContain('1 now without the tag shop')
    expect((await get(house, 1)).tags).toEqual(['team:web'])
  })

  test('stands in the audit log with a row for each', async () => {
    const { house, ask } = await furnished(2)
    await ask({ do: 'pause', pick: ['1.1', '2.1'] }, hx)
    const { items } = await house.store.identity.audit({ page: 1, limit: 2 })
    expect(items).toMatchObject([
      { action: 'service.updated', actor: 'admin@example.com', requestId: 'request-0001' },
      { action: 'service.updated', actor: 'admin@example.com', requestId: 'request-0001' },
    ])
  })

  test('says of each that was not done why, and tries the changed ones again as they are now', async () => {
    const { house, ask } = await furnished(4)
    await house.store.owned.keepFromFile(
      [{ ...(await get(house, 1)), name: 'from the file' }],
      write,
    )
    await rename(house, 2, 'renamed <b>')
    await house.services.remove(3 as ServiceId, actor)
    const pick = ['1.1', '2.1', '3.1', '4.1', '5.1', '0.1']
    const { text } = await ask({ do: 'pause', pick }, hx)
    expect(text).toContain('2 paused, 1 changed meanwhile, 2 deleted meanwhile, 1 not permitted')
    expect(text).toContain('<a href="/services/2">renamed &lt;b&gt;</a> was changed')
    expect(text).toContain('it is at version 2')
    expect(text).toContain('Service 3 was deleted')
    expect(text).toContain('from the file is defined in the configuration file')
    expect(await pausedIn(house)).toEqual([1, 4])

    expect(sentBy(text)).toEqual({ back: ['/services'], pick: ['2.2'], do: ['pause'] })
    const again = await ask(sentBy(text), hx)
    expect(again.text).toContain('<b>1 paused</b>')
    expect(await get(house, 2)).toMatchObject({ name: 'renamed <b>', paused: true })
  })

  test('that a rule forbids is refused for the service it is about', async () => {
    const { house, ask } = await furnished(2)
    const tags = Array.from({ length: 20 }, (_, i) => `t${i}`)
    await house.services.patch(1 as ServiceId, { input: { tags }, expectedRev: 1 }, actor)
    const { text } = await ask({ do: 'tag', tag: 'eu', pick: ['1.2', '2.1'] }, hx)
    expect(text).toContain('1 tagged eu, 1 not accepted')
    expect(text).toContain('must be at most 20 tags')
  })

  test('sent twice, and both at once, is done once', async () => {
    const { house, ask } = await furnished(3)
    const fields = { do: 'pause', pick: ['1.1', '2.1', '3.1'] }
    await Promise.all([ask(fields, hx), ask(fields, hx)])
    expect((await ask(fields, hx)).text).toContain('<b>3 already paused</b>')
    expect(await Promise.all([1, 2, 3].map(async (id) => (await get(house, id)).rev))).toEqual([
      2, 2, 2,
    ])
    const gone = { do: 'delete', sure: 'yes', pick: ['1.2'] }
    await ask(gone, hx)
    expect((await ask(gone, hx)).text).toContain('<b>1 already deleted</b>')
  })

  test('goes on from where the store failed', async () => {
    const trouble = { isOn: true }
    const { house, ask } = await furnished(12, (services) => ({
      ...services,
      patch: (id, change, by) =>
        trouble.isOn && id >= 3
          ? Promise.reject(new Refusal('unavailable', 'The database cannot be reached'))
          : services.patch(id, change, by),
    }))
    const pick = Array.from({ length: 12 }, (_, i) => `${i + 1}.1`)
    const first = await ask({ do: 'pause', pick }, hx)
    expect(first.text).toContain('2 paused, 10 not done')
    expect(await pausedIn(house)).toEqual([1, 2])
    trouble.isOn = false
    expect((await ask(sentBy(first.text), hx)).text).toContain('<b>10 paused</b>')
    expect(await pausedIn(house)).toHaveLength(12)
  })
})

describe('deleting the selected services', () => {
  test('asks first, by their names, and does nothing until it is told again', async () => {
    const { house, ask } = await furnished(3)
    const asked = await ask({ do: 'delete', pick: ['1.1', '3.1'], back: '/services?status=down' })
    expect(asked.status).toBe(200)
    expect(asked.text).toContain('<li>service 1</li><li>service 3</li>')
    expect(await get(house, 1)).toMatchObject({ rev: 1 })
    const sent = sentBy(asked.text)
    expect(sent).toMatchObject({ sure: ['yes'], back: ['/services?status=down'] })
    expect((await ask(sent)).text).toContain('2 deleted')
    expect(
      (await house.services.list({ search: null, status: null, page: 1, limit: 9 })).total,
    ).toBe(1)
  })

  test('leaves one alone that was changed since it was seen, and says so', async () => {
    const { house, ask } = await furnished(2)
    await rename(house, 1, 'precious')
    const { text } = await ask({ do: 'delete', sure: 'yes', pick: ['1.1', '2.1'] }, hx)
    expect(text).toContain('1 deleted, 1 changed meanwhile')
    expect(text).toContain('Delete 1 service as changed')
    expect(await get(house, 1)).toMatchObject({ name: 'precious' })
    expect(sentBy(text)).toMatchObject({ pick: ['1.2'], do: ['delete'], sure: ['yes'] })
  })
})

describe('without a script', () => {
  test('the result is a page that leads back to the list it came from', async () => {
    const { ask } = await furnished(1)
    const { text } = await ask({ do: 'pause', pick: ['1.1'], back: '/services?q=service' })
    expect(text).toMatch(/^<!doctype html>/i)
    expect(text).toContain('<h1 id="h-bulk">1 paused</h1>')
    expect(text).toContain('<a href="/services?q=service">Back to the services</a>')
  })

  test('it never leads to another site', async () => {
    const { ask } = await furnished(1)
    const { text } = await ask({ do: 'pause', pick: ['1.1'], back: '//evil.example/' })
    expect(text).not.toContain('evil.example')
  })

  test('a tag that is none is asked for again, and what was selected stays so', async () => {
    const { house, ask } = await furnished(2)
    const { status, text } = await ask({ do: 'tag', tag: 'a b', pick: ['1.1', '2.1'] })
    expect(status).toBe(422)
    expect(text).toContain('value="a b"')
    expect(sentBy(text)).toMatchObject({ do: ['tag'], pick: ['1.1', '2.1'] })
    await ask({ ...sentBy(text), tag: 'eu' })
    expect((await get(house, 2)).tags).toEqual(['shop', 'eu'])
  })

  test('the address of a result leads to the list', async () => {
    const { house, admin } = await furnished(0)
    const answer = await house.ask('GET', '/services/bulk', { as: admin })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/services'])
  })
})

describe('a request that cannot be meant', () => {
  test.each<[string, Fields, number]>([
    ['nothing selected', { do: 'pause' }, 400],
    [
      'more than 200 selected',
      { do: 'pause', pick: Array.from({ length: 201 }, (_, i) => `${i}.1`) },
      413,
    ],
    ['no deed', { pick: '1.1' }, 400],
    ['an unknown deed', { do: 'explode', pick: '1.1' }, 400],
    ['a selection without a version', { do: 'pause', pick: '1' }, 400],
    ['a selection that is no number', { do: 'pause', pick: 'x.1' }, 400],
    ['a tag that is none, by a script', { do: 'tag', tag: '', pick: '1.1', hx: '1' }, 422],
  ])('with %s is refused', async (_what, fields, status) => {
    const { house, ask } = await furnished(1)
    expect((await ask(fields, 'hx' in fields ? hx : {})).status).toBe(status)
    expect(await get(house, 1)).toMatchObject({ rev: 1 })
  })

  test('names a service twice and does it once', async () => {
    const { house, ask } = await furnished(1)
    expect((await ask({ do: 'pause', pick: ['1.1', '1.1', '1.9'] }, hx)).text).toContain('1 paused')
    expect((await get(house, 1)).rev).toBe(2)
  })

  test('comes from a viewer and is refused', async () => {
    const { house, ask } = await furnished(1)
    const viewer = await house.person('viewer')
    expect((await ask({ do: 'pause', pick: '1.1' }, { as: viewer })).status).toBe(403)
    expect(await pausedIn(house)).toEqual([])
  })
})
