import { expect, test } from 'vitest'
import { answers, startServer } from './http/hostile.contract.ts'
import { http } from './http/index.ts'
import { runProbe } from './world.contract.ts'

test('the next address is tried when one refuses', async () => {
  await using server = await startServer(answers('200 OK'))
  const result = await runProbe(http, `http://two.example:${server.port}/`, {
    world: { lookup: async () => ['::1', '127.0.0.1'] },
  })
  expect(result).toMatchObject({ status: 'up', evidence: { address: '127.0.0.1' } })
})

test('a dead address delays the probe by no more than its head start', async () => {
  await using server = await startServer(answers('200 OK'))
  // TEST-NET-1 (RFC 5737): whether packets to it vanish or are refused, the next address answers.
  const result = await runProbe(http, `http://two.example:${server.port}/`, {
    world: { lookup: async () => ['192.0.2.1', '127.0.0.1'] },
    timeoutMs: 2_000,
  })
  expect(result).toMatchObject({ status: 'up', evidence: { address: '127.0.0.1' } })
  expect(result.phases.connectMs).toBeLessThan(1_000)
})

test('when all fail, the failure that says most is the reason', async () => {
  const server = await startServer(answers('200 OK'))
  await server[Symbol.asyncDispose]()
  const result = await runProbe(http, `http://two.example:${server.port}/`, {
    world: { lookup: async () => ['127.0.0.1', '::ffff:127.0.0.1'] },
  })
  expect(result).toMatchObject({ status: 'down', reason: 'connection_refused' })
})

test('S3 one forbidden address among the answers blocks the probe', async () => {
  await using server = await startServer(answers('200 OK'))
  const result = await runProbe(http, `http://mixed.example:${server.port}/`, {
    world: {
      lookup: async () => ['127.0.0.1', '10.0.0.1'],
      blocked: (address) => (address === '10.0.0.1' ? 'a private address' : null),
    },
  })
  expect(result).toMatchObject({ status: 'down', reason: 'blocked_by_policy' })
  expect(result.message).toBe('10.0.0.1: a private address')
  expect(server.heads).toEqual([])
})

test('S4 the address that was checked is the one connected, and a name is resolved once', async () => {
  await using server = await startServer(answers('200 OK'))
  const answersOfDns = [['127.0.0.1'], ['127.0.0.2']]
  const checked: string[] = []
  const result = await runProbe(http, `http://rebinding.example:${server.port}/`, {
    world: {
      lookup: async () => answersOfDns.shift() ?? [],
      blocked: (address) => {
        checked.push(address)
        return null
      },
    },
  })
  expect(result.evidence.address).toBe('127.0.0.1')
  expect(checked).toEqual(['127.0.0.1'])
  expect(answersOfDns).toHaveLength(1)
})

test('S4 an address in the URL is checked as a resolved one is', async () => {
  await using server = await startServer(answers('200 OK'))
  for (const host of ['127.0.0.1', '0x7f.1', '[::ffff:127.0.0.1]']) {
    const target = http.parse(`http://${host}:${server.port}/`)
    const result = await runProbe(http, target, { world: { blocked: () => 'no' } })
    expect(result.reason).toBe('blocked_by_policy')
  }
  expect(server.heads).toEqual([])
})

test('H14 of a thousand addresses only a few are tried', async () => {
  const tried: string[] = []
  const result = await runProbe(http, 'http://many.example:9/', {
    world: {
      lookup: async () => Array.from({ length: 1_000 }, () => '127.0.0.1'),
      blocked: (address) => {
        tried.push(address)
        return null
      },
    },
  })
  expect(result.reason).toBe('connection_refused')
  expect(tried).toHaveLength(8)
})
