import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createConnection } from 'node:net'
import { expect, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { anonymous, type RequestFacts, type Seq } from '../../../kernel/index.ts'
import { createSubscriber } from './subscriber.ts'

const facts: RequestFacts = {
  principal: anonymous,
  requestId: 'r1',
  address: '192.0.2.7',
  loopback: false,
  secure: false,
  recheck: async () => true,
}

/** A connection whose client never reads. */
async function connectDeaf() {
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = createConnection((server.address() as AddressInfo).port, '127.0.0.1')
  client.on('error', () => undefined)
  client.write(
    'GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  )
  const [socket] = (await once(sockets, 'connection')) as [WebSocket]
  return {
    socket,
    client,
    [Symbol.asyncDispose]: async () => {
      client.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

test('T2: whoever does not read is cut off before much waits in memory', async () => {
  await using deaf = await connectDeaf()
  const subscriber = createSubscriber({ ...deaf, facts, after: 0 as Seq, numbered: false })
  const closed = once(deaf.socket, 'close')
  const plain = 'x'.repeat(64_000)
  let most = 0
  for (let seq = 1; subscriber.open && seq < 2_000; seq++) {
    subscriber.offer({ seq: seq as Seq, plain, numbered: plain })
    most = Math.max(most, deaf.socket.bufferedAmount)
  }
  expect(subscriber.open).toBe(false)
  expect(most).toBeLessThan(262_144 + 2 * plain.length)
  await closed
})

test('nothing is sent twice, and nothing that the client has', async () => {
  await using deaf = await connectDeaf()
  const subscriber = createSubscriber({ ...deaf, facts, after: 5 as Seq, numbered: true })
  for (const seq of [4, 5, 6, 6, 7]) {
    subscriber.offer({ seq: seq as Seq, plain: 'plain', numbered: `seq-${seq}` })
  }
  let read = ''
  for await (const data of deaf.client) {
    read += String(data)
    if (read.includes('seq-7')) break
  }
  expect(read.match(/seq-\d|plain/g)).toEqual(['seq-6', 'seq-7'])
})

test('while the store is away nobody is signed out', async () => {
  await using deaf = await connectDeaf()
  const away = { ...facts, recheck: () => Promise.reject(new Error('away')) }
  const subscriber = createSubscriber({ ...deaf, facts: away, after: 0 as Seq, numbered: false })
  await subscriber.recheck()
  expect(subscriber.open).toBe(true)
})
