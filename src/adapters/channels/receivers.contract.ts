import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished } from 'vitest'
import type { Settings } from '../../kernel/index.ts'
import type { Attempt, Notification } from '../../modules/alerts/index.ts'
import { openSenders, parseChannel } from './index.ts'
import type { ChannelWorld } from './kind.ts'
import { aChange, aLetter, channelWorld } from './letters.contract.ts'

/** Stands in each secret, and in all that a receiver says. */
export const canary = 'canary-9f8e7d6c5b4a'

/** Settings of each channel that lead to a port of this machine. */
const settingsAt: Readonly<Record<string, (port: number) => Settings>> = {
  webhook: (port) => ({
    url: `http://127.0.0.1:${port}/hook`,
    secret: canary,
    secret_header: `Authorization: Bearer ${canary}`,
  }),
  slack: (port) => ({ url: `http://127.0.0.1:${port}/services/${canary}` }),
  smtp: (port) => ({
    host: '127.0.0.1',
    port,
    tls: 'none',
    username: 'pharos',
    password: canary,
    from: 'Pharos <pharos@example.com>',
    to: ['ann@example.com', 'bob@example.com'],
  }),
}

export type Sending = {
  readonly type: string
  readonly port: number
  readonly notification?: Notification
  readonly signal?: AbortSignal
  /** Settings that are to be others. */
  readonly differs?: Settings
  readonly world?: Partial<ChannelWorld>
}

export const settingsOf = ({ type, port, differs = {} }: Sending): Settings =>
  parseChannel(type, { ...settingsAt[type]?.(port), ...differs })

/** Sends as the program does. No secret and nothing that the receiver said is in what comes of it. */
export async function send(sending: Sending): Promise<Attempt> {
  const { type, notification = aChange(), signal = new AbortController().signal } = sending
  const sender = openSenders(channelWorld(sending.world)).senderOf(type)
  if (sender === null) throw new Error(`no channel ${type}`)
  const attempt = await sender(aLetter(settingsOf(sending), notification), signal)
  expect(JSON.stringify(attempt)).not.toContain(canary)
  return attempt
}

export type Heard = { readonly headers: IncomingMessage['headers']; readonly body: string }

/** An HTTP server that answers the same each time, and says the canary. */
export async function receiver(status = 200, headers: Readonly<Record<string, string>> = {}) {
  const heard: Heard[] = []
  const server = createHttpServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    heard.push({ headers: request.headers, body })
    response.writeHead(status, headers).end(`what the receiver says: ${canary}`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, heard }
}

/** What a receiver may do other than to answer. */
const manners = {
  silent: '',
  reset: null,
  garbage: '\u0000\u0001 nonsense\r\n\r\n',
  /** Takes the message, and never ends what it says to it. */
  unending: `HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n${canary.slice(0, 3)}`,
  /** Takes the message, and breaks off what it says to it. */
  broken: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc',
  flood: `HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n${'x'.repeat(200_000)}`,
} as const
export type Manner = keyof typeof manners

const isLast: readonly Manner[] = ['garbage', 'broken']

/** A port where somebody listens who behaves like that. @returns the port */
export async function listener(manner: Manner): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    const said = manners[manner]
    if (said === null) return void socket.resetAndDestroy()
    socket.once('data', () => (isLast.includes(manner) ? socket.end(said) : socket.write(said)))
    if (manner === 'garbage') socket.end(said)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

/** A port where nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
