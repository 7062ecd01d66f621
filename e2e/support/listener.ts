import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Client } from './client.ts'

/** A WebSocket that keeps what it hears. */
export type Listener = Disposable & {
  readonly heard: readonly Readonly<Record<string, unknown>>[]
  /** The message with this number, from 0, as soon as it is there. */
  message(index: number): Promise<Readonly<Record<string, unknown>>>
  /** The close code. */
  readonly closed: Promise<number>
}

/** Listens for outages, or for what another socket tells, as a program with this credential. */
export async function listen(
  client: Client,
  query = '',
  path = '/api/v1/services/ws',
): Promise<Listener> {
  const address = `${client.url.replace(/^http/, 'ws')}${path}${query}`
  const socket = new WebSocket(address, { headers: { ...client.credential } })
  const heard: Record<string, unknown>[] = []
  let bell = Promise.withResolvers<void>()
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => {
      resolve(code)
      bell.resolve()
    })
  })
  socket.on('message', (data) => {
    heard.push(JSON.parse(data.toString()))
    bell.resolve()
    bell = Promise.withResolvers<void>()
  })
  await once(socket, 'open')
  socket.on('error', () => {})
  return {
    heard,
    closed,
    async message(index) {
      for (;;) {
        const message = heard[index]
        if (message !== undefined) return message
        if (socket.readyState !== socket.OPEN) throw new Error('the socket closed before')
        await bell.promise
      }
    },
    [Symbol.dispose]: () => socket.terminate(),
  }
}
