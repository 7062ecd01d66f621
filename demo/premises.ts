import { once } from 'node:events'
import { createServer as createHttp, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Mood, Place } from './company.ts'

/** A program of the company, on loopback. */
export type Premise = AsyncDisposable & {
  readonly place: Place
  readonly url: string
  feel(mood: Mood): Promise<void>
}

/** Opens a place on a port, 0 for a free one; it keeps that port through all its moods. */
export async function openPremise(place: Place, port: number): Promise<Premise> {
  let mood: Mood = { kind: 'well', ms: place.usualMs }
  const sockets = new Set<Socket>()
  const server: Server =
    place.kind === 'tcp'
      ? createTcp()
      : createHttp((_request, response) => void answer(response, mood))
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  })
  const bound = await listen(server, port)

  async function leave(): Promise<void> {
    for (const socket of sockets) socket.destroy()
    if (!server.listening) return
    server.close()
    await once(server, 'close')
  }

  return {
    place,
    url: `${place.kind}://127.0.0.1:${bound}${place.path ?? ''}`,
    async feel(next) {
      mood = next
      if (next.kind === 'gone') await leave()
      else if (!server.listening) await listen(server, bound)
    },
    [Symbol.asyncDispose]: leave,
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function answer(response: ServerResponse, mood: Mood): Promise<void> {
  if (mood.kind === 'hangs' || mood.kind === 'gone') return
  if (mood.kind === 'fails') {
    response.writeHead(mood.status, { 'Content-Type': 'text/plain' }).end(`${mood.body}\n`)
    return
  }
  await delay(mood.ms)
  response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"status":"ok"}\n')
}
