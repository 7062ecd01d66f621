import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Certificate } from '../http/certificate.contract.ts'
import type { Behaviour } from '../http/hostile.contract.ts'

/** What a server says before anything was said to it, and how it answers a line by its first word or two. */
export type Script = {
  readonly greeting: string
  readonly replies: Readonly<Record<string, string>>
  /** The line after whose reply TLS begins. */
  readonly upgrade: string
}

export const scripts = {
  smtp: {
    greeting: '220-mail\r\n220 ready\r\n',
    replies: { EHLO: '250-mail\r\n250 STARTTLS\r\n', STARTTLS: '220 go\r\n' },
    upgrade: 'STARTTLS',
  },
  imap: {
    greeting: '* OK [CAPABILITY IMAP4rev2 STARTTLS] ready\r\n',
    replies: { 'p1 STARTTLS': '* CAPABILITY later\r\np1 OK go\r\n' },
    upgrade: 'p1 STARTTLS',
  },
  pop3: { greeting: '+OK ready\r\n', replies: { STLS: '+OK go\r\n' }, upgrade: 'STLS' },
} as const satisfies Record<string, Script>

/** Plays the script, begins TLS, and then says hello to every line. */
export const plays =
  (script: Script, certificate: Certificate): Behaviour =>
  (socket) => {
    socket.write(script.greeting)
    const hear = (chunk: Buffer): void => {
      const line = chunk.toString().trim()
      const [, reply] = Object.entries(script.replies).find(([said]) => line.startsWith(said)) ?? []
      socket.write(reply ?? '500 what?\r\n')
      if (line !== script.upgrade) return
      socket.off('data', hear)
      upgrade(socket, certificate)
    }
    socket.on('data', hear)
  }

function upgrade(socket: Socket, certificate: Certificate): void {
  const tls = new TLSSocket(socket, { isServer: true, ...certificate })
  tls.on('error', () => {})
  tls.on('data', () => tls.write('hello over TLS\r\n'))
}
