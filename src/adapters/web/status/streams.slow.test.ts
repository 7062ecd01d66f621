import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Clock } from '../../../kernel/index.ts'
import { createStreams } from './streams.ts'

const message = (edition: string) => ({
  edition,
  whole: new TextEncoder().encode(`id: ${edition}\ndata: ${'x'.repeat(200_000)}\n\n`),
  step: null,
})

test('who does not read costs a message or two, and is cut after a while', async () => {
  let now = 0
  let tick = () => {}
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    sleep: (_ms, signal) =>
      new Promise((resolve) => {
        tick = resolve
        signal?.addEventListener('abort', () => resolve())
      }),
  }
  const streams = createStreams({ clock })
  const stop = new AbortController()
  const following = streams.follow(stop.signal)
  let outgoing: ServerResponse | undefined
  const server = createServer((_request, answer) => {
    outgoing = answer
    answer.writeHead(200)
    streams.open(answer, '', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  onTestFinished(() => {
    socket.destroy()
    server.close()
  })
  socket.on('error', () => {})
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await expect.poll(streams.size).toBe(1)

  // What the machine holds for it by itself goes away first.
  for (let i = 0; i < 400; i++) {
    streams.say(message(`${i}`))
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(outgoing?.writableNeedDrain).toBe(true)
  expect(outgoing?.writableLength).toBeLessThan(500_000)

  now = 30_000
  tick()
  await expect.poll(streams.size).toBe(0)
  stop.abort()
  await following
})

test('an address has so many seats and no more, and each is given back once', () => {
  const clock: Clock = { now: () => 0, monotonic: () => 0, sleep: async () => {} }
  const streams = createStreams({ clock, most: 3, mostOfAddress: 2 })
  const first = streams.admit('192.0.2.1')
  expect(streams.admit('192.0.2.1')).not.toBeNull()
  expect(streams.admit('192.0.2.1')).toBeNull()
  expect(streams.admit('192.0.2.2')).not.toBeNull()
  expect(streams.admit('192.0.2.3')).toBeNull()
  first?.()
  first?.()
  expect(streams.admit('192.0.2.3')).not.toBeNull()
  expect(streams.admit('192.0.2.4')).toBeNull()
})
