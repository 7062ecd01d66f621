import { describe, expect, test } from 'vitest'
import type { ResultReason } from '../../../modules/checks/index.ts'
import { runProbe } from '../world.contract.ts'
import { dns } from './index.ts'
import { a, cname, name, type Reply, record, startNameServer } from './packet.contract.ts'

type Answers = Parameters<typeof startNameServer>[0]

const says = (...replies: (Reply | Buffer)[]): Answers => ({ udp: () => replies })

async function ask(answers: Answers, config: object = {}, timeoutMs = 5_000) {
  await using server = await startNameServer(answers)
  const settings = { resolver: server.resolver, ...config }
  return await runProbe(dns, 'dns://web.test', { config: settings, timeoutMs })
}

const many = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, i) => a('web.test', `10.0.${i >> 8}.${i & 255}`))

/** Truncated over UDP, and this over TCP. */
const overTcp = (reply: Reply): Answers => ({ udp: () => [{ truncated: true }], tcp: () => reply })

const pointer = (at: number): Buffer => Buffer.from([0xc0, at])

const cases: readonly [string, Answers, ResultReason, RegExp][] = [
  ['H14 NXDOMAIN', says({ rcode: 3 }), 'dns_failure', /does not exist \(NXDOMAIN\)/],
  ['H14 SERVFAIL', says({ rcode: 2 }), 'dns_failure', /could not find out \(SERVFAIL\)/],
  ['an RCODE without a name', says({ rcode: 11 }), 'dns_failure', /RCODE 11/],
  ['no record', says({}), 'dns_failure', /no A record \(NODATA\)/],
  [
    'H14 a circle of CNAME records',
    says({ records: [cname('web.test', 'b.test'), cname('b.test', 'web.test')] }),
    'dns_failure',
    /in a circle/,
  ],
  [
    'H14 a CNAME record that leads to itself',
    says({ records: [cname('web.test', 'web.test')] }),
    'dns_failure',
    /in a circle/,
  ],
  [
    'H14 more than a thousand records',
    overTcp({ records: many(1_001) }),
    'body_too_large',
    /1001 records/,
  ],
  ['more records announced than are there', says({ count: 900 }), 'protocol_error', /ends early/],
  [
    'a name that points to itself',
    says({ records: [record(pointer(26), 1, Buffer.alloc(4))] }),
    'protocol_error',
    /name in a circle/,
  ],
  [
    'a name that points ahead',
    says({ records: [record(pointer(60), 1, Buffer.alloc(4))] }),
    'protocol_error',
    /name in a circle/,
  ],
  [
    'an address of three bytes',
    says({ records: [record(name('web.test'), 1, Buffer.alloc(3))] }),
    'protocol_error',
    /malformed/,
  ],
  ['a packet of one byte', says(Buffer.from([1])), 'protocol_error', /not one of DNS/],
  [
    'a flood of answers to other questions',
    { udp: (query) => Array.from({ length: 20 }, () => ({ id: query.readUInt16BE(0) ^ 1 })) },
    'protocol_error',
    /other questions/,
  ],
  [
    'an answer that is cut short over TCP too',
    overTcp({ truncated: true }),
    'protocol_error',
    /cut/,
  ],
]

describe('a hostile name server ends as a result', () => {
  test.each(cases)('%s', async (_attack, answers, reason, message) => {
    const result = await ask(answers)
    expect(result).toMatchObject({ status: 'down', reason })
    expect(result.message).toMatch(message)
  })
})

test('H14 a thousand A records are read, over TCP', async () => {
  const result = await ask(overTcp({ records: many(1_000) }))
  expect(result).toMatchObject({ status: 'up', evidence: { records: 1_000, transport: 'tcp' } })
  expect(result.message.length).toBeLessThanOrEqual(300)
})

test('H14 a stall runs into the timeout', async () => {
  const result = await ask(says(), {}, 200)
  expect(result).toMatchObject({
    reason: 'timeout',
    message: 'timed out after 200 ms waiting for the answer',
  })
})

test('an answer with another number is passed over, and the right one counts', async () => {
  const result = await ask({
    udp: (query) => [
      { id: query.readUInt16BE(0) ^ 1, records: [a('web.test', '10.6.6.6')] },
      { records: [a('web.test', '192.0.2.7')] },
    ],
  })
  expect(result.message).toBe('A 192.0.2.7')
})

test('a record of another name does not count', async () => {
  const result = await ask(says({ records: [a('evil.test', '192.0.2.7')] }))
  expect(result.reason).toBe('dns_failure')
})

test('a question that is lost is asked again', async () => {
  let asked = 0
  const result = await ask({
    udp: () => {
      asked += 1
      return asked === 1 ? [] : [{ records: [a('web.test', '192.0.2.7')] }]
    },
  })
  expect(result).toMatchObject({ status: 'up' })
  expect(asked).toBe(2)
})
