import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Refusal } from '../../kernel/index.ts'
import { refusalOf } from '../../kernel/world.contract.ts'
import { channels, describeChannels, openSenders, parseChannel } from './index.ts'
import { aChange, aLetter, channelWorld } from './letters.contract.ts'
import { closedPort, listener, receiver, send, settingsOf } from './receivers.contract.ts'

const types = channels.map(({ type }) => type)
const posting = types.filter((type) => type !== 'smtp')

describe.each(types)('the channel %s', (type) => {
  test('tells of a closed port as something to try again', async () => {
    expect(await send({ type, port: await closedPort() })).toMatchObject({ kind: 'failed' })
  })

  test.each(['reset', 'garbage'] as const)(
    'tells of a %s as something to try again',
    async (manner) => {
      expect(await send({ type, port: await listener(manner) })).toMatchObject({ kind: 'failed' })
    },
  )

  test('ends at once when it is stopped', async () => {
    const stop = new AbortController()
    const port = await listener('silent')
    const began = performance.now()
    const sending = send({ type, port, signal: stop.signal })
    setTimeout(() => stop.abort(), 100)
    expect(await sending).toEqual({ kind: 'failed', detail: 'stopped', retryAfterMs: null })
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  test('ends at once when it is stopped while the name server is silent', async () => {
    const stop = new AbortController()
    const differs = type === 'smtp' ? { host: 'slow.example' } : { url: 'http://slow.example/' }
    const sending = send({
      type,
      port: 9,
      differs,
      signal: stop.signal,
      world: {
        lookup() {
          stop.abort()
          return new Promise(() => {})
        },
      },
    })
    expect(await sending).toEqual({ kind: 'failed', detail: 'stopped', retryAfterMs: null })
  })

  test('S1 S4 asks the address policy with the address, and goes nowhere against it', async () => {
    const { port, heard } = await receiver()
    const asked: string[] = []
    const world = channelWorld({
      lookup: async () => ['203.0.113.9', '127.0.0.1'],
      blocked(address) {
        asked.push(address)
        return address === '127.0.0.1' ? `${address} is a private address` : null
      },
    })
    const settings = settingsOf({ type, port })
    const byName = JSON.parse(JSON.stringify(settings).replaceAll('127.0.0.1', 'inside.example'))
    for (const each of [settings, byName]) {
      const letter = aLetter(each)
      const attempt = await openSenders(world).senderOf(type)?.(
        letter,
        new AbortController().signal,
      )
      expect(attempt).toEqual({ kind: 'refused', detail: '127.0.0.1 is a private address' })
    }
    expect(asked).toEqual(['127.0.0.1', '203.0.113.9', '127.0.0.1'])
    expect(heard).toEqual([])
  })

  test('a secret that cannot be opened is told as something to mend', async () => {
    const { port, heard } = await receiver()
    const world = {
      reveal() {
        throw new Refusal('invalid', 'a secret was sealed with another key')
      },
    }
    const refused = { kind: 'refused', detail: 'a secret was sealed with another key' }
    expect(await send({ type, port, world })).toEqual(refused)
    expect(heard).toEqual([])
  })

  test('stored settings that this version cannot read are told as something to mend', async () => {
    const letter = aLetter({ nonsense: 1 })
    const sending = openSenders(channelWorld()).senderOf(type)?.(letter, AbortSignal.timeout(9_000))
    const attempt = await sending
    expect(attempt).toMatchObject({ kind: 'refused' })
    expect(attempt?.detail).toMatch(/^its settings have to be saved anew \(.+: .+\)$/)
  })

  test('refuses settings at their field', () => {
    const { fields } = refusalOf(() => parseChannel(type, { nonsense: 1 }))
    const paths = fields.map(({ path }) => path)
    expect(paths).toContain('config.nonsense')
    expect(paths.length).toBeGreaterThan(1)
  })

  test('describes every setting for a form', () => {
    const found = describeChannels().find((one) => one.type === type)
    expect(found?.settings.length).toBeGreaterThan(0)
    for (const { title } of found?.settings ?? []) expect(title).toMatch(/^[A-Z]/)
  })
})

describe.each(posting)('the channel %s', (type) => {
  test('goes to the next address of a name when nobody is at the first', async () => {
    const { port, heard } = await receiver()
    const world = { lookup: async () => ['127.0.0.2', '127.0.0.1'] }
    const { url = '' } = settingsOf({ type, port }) as { url?: string }
    const differs = { url: url.replace('127.0.0.1', 'two.example') }
    expect(await send({ type, port, differs, world })).toMatchObject({ kind: 'delivered' })
    expect(heard.map(({ headers }) => headers.host)).toEqual([`two.example:${port}`])
  })

  test('is taken with 200, under the same id each time', async () => {
    const { port, heard } = await receiver()
    const delivered = { kind: 'delivered', detail: 'answered 200' }
    expect(await send({ type, port })).toEqual(delivered)
    expect(await send({ type, port })).toEqual(delivered)
    const ids = heard.map(({ headers }) => headers['idempotency-key'])
    expect(ids).toEqual([aChange().id, aChange().id])
  })

  test.each([
    [429, { 'Retry-After': '7' }, { kind: 'failed', detail: 'answered 429', retryAfterMs: 7_000 }],
    [500, {}, { kind: 'failed', detail: 'answered 500', retryAfterMs: null }],
    [404, {}, { kind: 'refused', detail: 'answered 404' }],
  ])('S9 says of %i no more than that', async (status, headers, attempt) => {
    const { port } = await receiver(status, headers)
    expect(await send({ type, port })).toEqual(attempt)
  })

  test('S5 follows no redirect', async () => {
    const inside = await receiver()
    const { port } = await receiver(302, { Location: `http://127.0.0.1:${inside.port}/` })
    expect(await send({ type, port })).toMatchObject({
      kind: 'refused',
      detail: expect.stringContaining('redirects are not followed'),
    })
    expect(inside.heard).toEqual([])
  })

  test.each(['broken', 'flood'] as const)(
    'H3 H6 an answer that is %s took the message all the same',
    async (manner) => {
      const port = await listener(manner)
      expect(await send({ type, port })).toEqual({ kind: 'delivered', detail: 'answered 200' })
    },
  )
})

/** At once, because each takes its ten seconds. */
test('H4 H7 nobody is waited for longer than ten seconds or so', async () => {
  const began = performance.now()
  const [unending, ...silent] = await Promise.all([
    send({ type: 'webhook', port: await listener('unending') }),
    ...types.map(async (type) => send({ type, port: await listener('silent') })),
  ])
  expect(silent.map(({ kind }) => kind)).toEqual(types.map(() => 'failed'))
  expect(silent[0]?.detail).toBe('no answer within 10 s')
  expect(unending.kind).toBe('delivered')
  expect(performance.now() - began).toBeLessThan(13_000)
}, 20_000)

test('a receiver that switches to another protocol leaves no attempt open', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const settings = parseChannel('webhook', { url: `http://127.0.0.1:${port}/` })
  const sender = openSenders(channelWorld()).senderOf('webhook')
  const attempt = await sender?.(aLetter(settings), new AbortController().signal)
  expect(attempt?.kind).toBe('failed')
})
