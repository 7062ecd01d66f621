import { describe, expect, test } from 'vitest'
import type { ServiceId } from '../../../kernel/index.ts'
import { sampleService } from '../sample.contract.ts'
import { findServices, longestQuery } from './services.ts'

let id = 0
const service = (name: string, differs: Parameters<typeof sampleService>[0] = {}) =>
  sampleService({ id: ++id as ServiceId, name, url: 'https://example.com/', ...differs })

const shop = service('Shop', { tags: ['prod', 'web'] })
const workshop = service('Workshop')
const mail = service('Mail', { url: 'tcp://shop.example.com:25' })
const billing = service('Billing', { tags: ['shop'] })
const all = [mail, billing, workshop, shop]

const names = (query: string, limit = 20) => findServices(all, query, limit).map(({ name }) => name)

describe('services are found', () => {
  test('by name first, then by tag, then by address', () =>
    expect(names('shop')).toEqual(['Shop', 'Workshop', 'Billing', 'Mail']))

  test('whatever the case and the spaces', () => expect(names('  SHOP ')).toContain('Shop'))

  test('by all words, wherever each of them stands', () =>
    expect(names('shop prod')).toEqual(['Shop']))

  test('not by a word that only some of them have', () => expect(names('shop nowhere')).toEqual([]))

  test('no more than asked for, the best ones', () => expect(names('shop', 1)).toEqual(['Shop']))

  test('not by nothing', () => expect(names('   ')).toEqual([]))

  test('by no more of a query than its first letters', () =>
    expect(names(`shop${' '.repeat(longestQuery)}nowhere`)).toContain('Shop'))
})
