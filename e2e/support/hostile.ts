import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { makeCertificate } from '../../src/adapters/probes/http/certificate.contract.ts'
import {
  answers,
  type Behaviour,
  drips,
  encoded,
  floods,
  resetsAfter,
  says,
  saysAndStalls,
  startServer,
  upgraded,
} from '../../src/adapters/probes/http/hostile.contract.ts'
import { frame } from '../../src/adapters/probes/http/http2-server.contract.ts'

/** A target that means harm, as a service that somebody watches. */
export type Scenario = {
  /** With the id of the abuse case. */
  readonly name: string
  open(atOnce: number): Promise<AsyncDisposable & { readonly url: string; readonly config: object }>
}

type Wish = {
  readonly scheme?: string
  readonly config?: object
  /** Acts before the client said anything. */
  readonly eager?: boolean
  readonly secure?: boolean
}

/** Nobody is served before all are there: so they are served at once. */
function together(count: number, behave: Behaviour): Behaviour {
  const waiting: (() => void)[] = []
  return (socket, head) => {
    waiting.push(() => behave(socket, head))
    if (waiting.length < count) return
    for (const go of waiting.splice(0)) go()
  }
}

const attack = (name: string, behave: Behaviour, wish: Wish = {}): Scenario => ({
  name,
  async open(atOnce) {
    const { scheme = 'http', config = {}, eager = false, secure = false } = wish
    const certificate = secure ? { certificate: makeCertificate() } : {}
    const server = await startServer(together(atOnce, behave), { eager, ...certificate })
    const url = `${scheme}://127.0.0.1:${server.port}`
    return { url, config, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
  },
})

/** A resolver that answers each question a thousand times, and never the one that was asked. */
const wrongResolver: Scenario = {
  name: 'H14 a resolver of wrong answers',
  async open() {
    const socket = createSocket('udp4', (question, { port, address }) => {
      const answer = Buffer.from(question)
      answer[0] = (answer[0] ?? 0) ^ 0xff
      for (let n = 0; n < 1_000; n++) socket.send(answer, port, address)
    })
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    return {
      url: 'dns://www.example.com',
      config: { resolver: `127.0.0.1:${socket.address().port}` },
      async [Symbol.asyncDispose]() {
        socket.close()
      },
    }
  },
}

const mebibyte = 1_048_576
const ok = 'HTTP/1.1 200 OK\r\n'
const bomb = 64 * mebibyte

const settings = frame(4, 0, 0).toString('latin1')
const many = (piece: Uint8Array): Uint8Array =>
  Buffer.concat(Array.from({ length: 1_000 }, () => piece))
const storm = (piece: Uint8Array): Behaviour => floods(settings, many(piece))
const ping = frame(6, 0, 0, Array<number>(8).fill(0))
const http2 = { eager: true, config: { http_version: '2' } }
const eager = { eager: true }

/** Notices without end, after a login that was accepted. */
const notices = floods('R\0\0\0\x08\0\0\0\0', many(Buffer.from('N\0\0\0\x06Sx', 'latin1')))

export const scenarios: readonly Scenario[] = [
  attack('H1 a gzip bomb', encoded('gzip', bomb)),
  attack('H1 a brotli bomb', encoded('br with the largest window', bomb)),
  attack('H1 a zstd bomb', encoded('zstd', bomb)),
  attack('H1 a deflate bomb', encoded('deflate', bomb)),
  attack(
    'H2 a thousand encodings',
    answers('200 OK', `content-encoding: ${'gzip,'.repeat(999)}gzip\r\n`, 'x'),
  ),
  attack('H3 a body without end', floods(`${ok}\r\n`, 'x'.repeat(65_536))),
  attack('H4 a byte at a time', drips(`${ok}content-length: 1000000\r\n\r\n`)),
  attack('H5 headers without end', floods(ok, 'x-header: value\r\n'.repeat(100))),
  attack(
    'H5 interim answers without end',
    floods('', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100)),
  ),
  attack(
    'H6 a chunk extension without end',
    floods(`${ok}transfer-encoding: chunked\r\n\r\n5;a=`, 'b'.repeat(65_536)),
  ),
  attack('H6 a body cut short', says(ok, 'content-length: 100\r\n\r\nhello')),
  attack('H7 no answer', saysAndStalls('')),
  attack('H8 a reset within the body', resetsAfter(`${ok}content-length: 100\r\n\r\nhello`)),
  attack('H9 no handshake', saysAndStalls(''), { ...eager, scheme: 'https' }),
  attack('H9 a certificate that nobody signed', answers('200 OK'), {
    scheme: 'https',
    secure: true,
  }),
  attack('H10 a loop of redirects', answers('302 Found', 'location: /\r\n')),
  attack('H11 Set-Cookie without end', floods(ok, 'set-cookie: a=b\r\n'.repeat(100))),
  attack('H12 a flood of PING', storm(ping), http2),
  attack('H12 a storm of SETTINGS', storm(frame(4, 0, 0)), http2),
  attack(
    'H13 a frame of 2 GB',
    upgraded((socket) => floods('\x82\x7f\0\0\0\0\x80\0\0\0', 'x'.repeat(65_536))(socket, '')),
    { scheme: 'ws', config: { expect: 'y' } },
  ),
  attack(
    'H13 a flood of pings',
    upgraded((socket) => floods('', many(Buffer.from([0x89, 0])))(socket, '')),
    {
      scheme: 'ws',
      config: { expect: 'y' },
    },
  ),
  wrongResolver,
  attack(
    'H15 DATA without end',
    floods(`${settings}${frame(1, 4, 1, [0x88]).toString('latin1')}`, many(frame(0, 0, 1))),
    { ...eager, scheme: 'grpc' },
  ),
  attack('H16 a banner without end', floods('', '220-more\r\n'.repeat(100)), {
    ...eager,
    scheme: 'smtp',
  }),
  attack('H16 a line without end', floods('', 'x'.repeat(65_536)), { ...eager, scheme: 'ssh' }),
  attack('a reply of Redis without end', floods('+', 'x'.repeat(65_536)), {
    ...eager,
    scheme: 'redis',
  }),
  attack('notices of PostgreSQL without end', notices, { ...eager, scheme: 'postgres' }),
]

/** Well meant, and as much as most pages: what answers of any kind leave behind is not the harm. */
export const harmless: Scenario = attack('a page of 200 kB', encoded('gzip', 200_000))
