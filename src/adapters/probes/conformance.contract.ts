import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { EngineName } from '../../../test/support/engines.ts'
import type { ResultReason } from '../../modules/checks/index.ts'
import type { ProbeKind } from './kind.ts'

/** A target and the settings of its check. */
export type Aim = { readonly target: string; readonly config: unknown }

/** A real target that is up. */
export type Running = AsyncDisposable & Aim

/** How a target misbehaves that the suite starts for every probe. */
export type Fault = 'closed' | 'silent' | 'reset' | 'garbage'

/** What a probe's folder tells the suite that every probe must pass. */
export type ProbeFacts = {
  readonly kind: ProbeKind
  /** What the real target needs. */
  readonly engine?: EngineName
  start(address: string): Promise<Running>
  /** The probe aimed at a host and a port (which a protocol without ports leaves out). */
  at(host: string, port: number): Aim
  /** The same over TLS, where it begins with the connection or right after it. */
  secureAt?(host: string, port: number): Aim
  readonly transport: 'tcp' | 'udp'
  /** How it ends for each fault. One that its protocol does not have is left out, with the reason beside it. */
  readonly findings: Partial<Readonly<Record<Fault, readonly ResultReason[]>>>
  /** Settings that are wrong, by the field that is. */
  readonly wrong: Readonly<Record<string, unknown>>
  /** A value for every secret setting, which nothing may show. */
  readonly secrets: Readonly<Record<string, string>>
}

/** Something on a port of loopback. */
export type Listener = AsyncDisposable & {
  readonly port: number
  /** Resolves when the first connection or packet has come. */
  readonly contacted: Promise<unknown>
  /** Connections and packets so far. */
  contacts(): number
  /** Resolves when no connection is open. */
  idle(): Promise<void>
}

/** Bytes that no protocol begins with, and ends of lines and heads for those that wait for them. */
const garbage = Buffer.from([
  0x07,
  0xff,
  0x1e,
  0x00,
  0x80,
  0x0d,
  0x0a,
  0x0d,
  0x0a,
  ...Array(64).fill(0x7f),
])

type Answering = 'silent' | 'reset' | 'garbage' | 'echo'

const manners: Readonly<Record<Answering, (socket: Socket) => void>> = {
  silent: (socket) => socket.resume(),
  reset: (socket) => socket.resetAndDestroy(),
  garbage: (socket) => {
    socket.resume()
    socket.write(garbage)
  },
  /** Repeats what it is told: the one who would print a secret in an error message. */
  echo: (socket) => socket.pipe(socket),
}

export async function listenTcp(answering: Answering): Promise<Listener> {
  const open = new Set<Socket>()
  let contacts = 0
  const server = createServer((socket) => {
    contacts += 1
    open.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => {
      open.delete(socket)
      if (open.size === 0) server.emit('idle')
    })
    manners[answering](socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const contacted = once(server, 'connection')
  return {
    port: (server.address() as AddressInfo).port,
    contacted,
    contacts: () => contacts,
    async idle() {
      if (open.size > 0) await once(server, 'idle')
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

export async function listenUdp(answering: Answering): Promise<Listener> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  let contacts = 0
  const contacted = once(socket, 'message')
  socket.on('message', (packet, { port, address }) => {
    contacts += 1
    if (answering === 'garbage') socket.send(garbage, port, address)
    if (answering === 'echo') socket.send(packet, port, address)
  })
  return {
    port: socket.address().port,
    contacted,
    contacts: () => contacts,
    idle: async () => {},
    async [Symbol.asyncDispose]() {
      socket.close()
      await once(socket, 'close')
    },
  }
}

export const listen = (transport: ProbeFacts['transport'], answering: Answering) =>
  transport === 'tcp' ? listenTcp(answering) : listenUdp(answering)

/** A target in this process. */
export const running = (aim: Aim, stop: () => unknown): Running => ({
  ...aim,
  async [Symbol.asyncDispose]() {
    await stop()
  },
})
