import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, TLSSocket } from 'node:tls'
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  constants as zlib,
  zstdCompressSync,
} from 'node:zlib'
import type { Certificate } from './certificate.contract.ts'

/** What a server does with a connection, once the request's head has arrived (or at once). */
export type Behaviour = (socket: Socket, head: string) => void

export type TestServer = AsyncDisposable & {
  readonly port: number
  /** Heads of all requests so far. */
  readonly heads: readonly string[]
  /** Resolves when no connection is open. */
  idle(): Promise<void>
}

type Manner = {
  /** Without it the server speaks plain TCP. */
  readonly certificate?: Certificate
  /** Acts as soon as the connection is there. */
  readonly eager?: boolean
}

function serve(socket: Socket, onHead: (head: string) => void): void {
  let head = ''
  const read = (chunk: Buffer): void => {
    head += chunk.toString('latin1')
    if (!head.includes('\r\n\r\n')) return
    socket.off('data', read)
    socket.resume()
    onHead(head)
  }
  socket.on('data', read)
}

/** A server on loopback that does what it is told, byte for byte. */
export async function startServer(behave: Behaviour, manner: Manner = {}): Promise<TestServer> {
  const heads: string[] = []
  const open = new Set<Socket>()
  const accept = (socket: Socket): void => {
    socket.on('error', () => {})
    if (manner.eager) {
      socket.resume()
      behave(socket, '')
    } else
      serve(socket, (head) => {
        heads.push(head)
        behave(socket, head)
      })
  }
  const server: Server = manner.certificate
    ? createTlsServer({ ...manner.certificate, maxVersion: 'TLSv1.3' }, accept)
    : createServer(accept)
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => {
      open.delete(socket)
      if (open.size === 0) server.emit('idle')
    })
  })
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    heads,
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

/** One byte a character. */
const raw = (text: string | Uint8Array): Uint8Array =>
  typeof text === 'string' ? Buffer.from(text, 'latin1') : text

/** Sends this and ends the connection. */
export const says =
  (...parts: readonly (string | Uint8Array)[]): Behaviour =>
  (socket) => {
    socket.end(Buffer.concat(parts.map(raw)))
  }

/** Sends this, and then nothing more. */
export const saysAndStalls =
  (text: string): Behaviour =>
  (socket) => {
    socket.write(text)
  }

/** Sends the first text, and then the second again and again, as fast as it is read. */
export const floods =
  (first: string, endless: string | Uint8Array): Behaviour =>
  (socket) => {
    const more = (): void => {
      while (!socket.destroyed && socket.write(raw(endless)));
    }
    socket.on('drain', more)
    socket.write(raw(first))
    more()
  }

/** Sends the first text, and then one byte every 20 ms. */
export const drips =
  (first: string): Behaviour =>
  (socket) => {
    socket.write(raw(first))
    const timer = setInterval(() => socket.write('x'), 20)
    socket.once('close', () => clearInterval(timer))
  }

/** Sends this and resets the connection; over TLS it cuts it, without the TLS layer's good-bye. */
export const resetsAfter =
  (text: string): Behaviour =>
  (socket) => {
    socket.write(text, () =>
      socket instanceof TLSSocket ? socket.destroy() : socket.resetAndDestroy(),
    )
  }

/** A whole answer. */
export const answers = (status: string, headers = '', body = ''): Behaviour =>
  says(`HTTP/1.1 ${status}\r\ncontent-length: ${body.length}\r\n${headers}\r\n${body}`)

const brotli = (body: Buffer, windowBits: number): Buffer =>
  brotliCompressSync(body, {
    params: { [zlib.BROTLI_PARAM_QUALITY]: 3, [zlib.BROTLI_PARAM_LGWIN]: windowBits },
  })

const encoders = {
  gzip: (body: Buffer) => gzipSync(body),
  deflate: (body: Buffer) => deflateSync(body),
  'raw deflate': (body: Buffer) => deflateRawSync(body),
  br: (body: Buffer) => brotli(body, 22),
  'br with the largest window': (body: Buffer) => brotli(body, 24),
  zstd: (body: Buffer) => zstdCompressSync(body),
}
export type Coding = keyof typeof encoders
export const codings = Object.keys(encoders) as Coding[]

/** A body that decodes to `size` zero bytes, with the name of its coding. */
export const encodedBody = (coding: Coding, size: number): { name: string; body: Buffer } => ({
  name: coding.replace('raw ', '').replace(/ .*/, ''),
  body: encoders[coding](Buffer.alloc(size)),
})

/** An answer whose body decodes to `size` zero bytes. */
export function encoded(coding: Coding, size: number): Behaviour {
  const { name, body } = encodedBody(coding, size)
  const head = `HTTP/1.1 200 OK\r\ncontent-encoding: ${name}\r\ncontent-length: ${body.length}\r\n\r\n`
  return says(head, body)
}

/** A good WebSocket handshake (RFC 6455 section 1.3), and then what a test wants. */
export const upgraded =
  (then: (socket: Socket) => void, extra = ''): Behaviour =>
  (socket, head) => {
    const key = /^sec-websocket-key: (.*)$/im.exec(head)?.[1]?.trim() ?? ''
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nconnection: keep-alive, Upgrade\r\nsec-websocket-accept: ${accept.digest('base64')}\r\n${extra}\r\n`,
    )
    then(socket)
  }
