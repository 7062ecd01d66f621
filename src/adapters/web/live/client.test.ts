import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Clock, Seq } from '../../../kernel/index.ts'
import { type Client, createClient } from './client.ts'
import { exactly } from './position.ts'
import { parseTopics } from './topics.ts'

/** A client whose other end reads only when it is told to. */
async function openSlowly() {
  let now = 0
  let ready = 0
  const clock: Clock = { now: () => now, monotonic: () => now, sleep: async () => {} }
  const responses: ((response: ServerResponse) => void)[] = []
  const outgoing = new Promise<ServerResponse>((resolve) => responses.push(resolve))
  const server = createServer((_request, response) => responses[0]?.(response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  socket.pause()
  onTestFinished(() => {
    socket.destroy()
    server.closeAllConnections()
    server.close()
  })
  const response = await outgoing
  const client = createClient({
    outgoing: response,
    clock,
    onReady: () => {
      ready += 1
    },
    view: { topics: parseTopics('svc'), eyes: 'viewer' },
    arrivedAt: 0,
    position: exactly(0 as Seq),
    toldStale: null,
  })
  const closed = new Promise<void>((resolve) => response.on('close', resolve))
  return {
    client,
    socket,
    response,
    closed,
    readyCount: () => ready,
    pass: (ms: number) => {
      now += ms
    },
  }
}

/** Writes until the other end takes no more. */
async function fill(client: Client): Promise<void> {
  const block = new Uint8Array(65_536)
  while (client.ready()) {
    client.write(block)
    await new Promise(setImmediate)
  }
}

test('a tab that takes nothing is cut after a quarter of a minute', async () => {
  const { client, response, closed, pass } = await openSlowly()
  await fill(client)
  pass(14_999)
  client.cutIfStuck()
  expect(response.destroyed).toBe(false)
  pass(1)
  client.cutIfStuck()
  await closed
})

test('one that leaves more than 256 kB unsent is cut within a second', async () => {
  const { client, response, closed, pass } = await openSlowly()
  await fill(client)
  client.write(new Uint8Array(300_000))
  pass(999)
  client.cutIfStuck()
  expect(response.destroyed).toBe(false)
  pass(1)
  client.cutIfStuck()
  await closed
})

test('a socket is given a long message as it takes it, not all at once', async () => {
  const { client, socket, response, closed } = await openSlowly()
  await fill(client)
  const length = 20_000_000
  client.write(new Uint8Array(length).fill(120))
  expect(response.writableLength).toBeLessThan(262_144)
  let heard = 0
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.filter((byte) => byte === 120).length
    if (heard >= length) response.destroy()
  })
  socket.resume()
  await closed
  expect(heard).toBe(length)
})

test('one that is ended in the middle of a message is cut, so that no good-bye is read as more of it', async () => {
  const { client, socket, closed } = await openSlowly()
  await fill(client)
  client.write(new Uint8Array(2_000_000).fill(120))
  let heard = ''
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1').replaceAll('\0', '').replaceAll('x', '')
  })
  client.end(new TextEncoder().encode('event: bye'))
  socket.resume()
  await closed
  expect(heard).not.toContain('bye')
})

test('one that reads again is ready again, and is left alone', async () => {
  const { client, socket, response, pass } = await openSlowly()
  await fill(client)
  const drained = new Promise((resolve) => response.once('drain', resolve))
  socket.resume()
  await drained
  expect(client.ready()).toBe(true)
  pass(60_000)
  client.cutIfStuck()
  expect(response.destroyed).toBe(false)
})
