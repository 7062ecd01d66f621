// The tabs of bench/streams.ts: raw sockets in a process of their own, so that reading costs the server nothing.
import { connect, type Socket } from 'node:net'

/** What the benchmark may ask. Each question is answered once it is done. */
export type Question =
  | {
      readonly do: 'open'
      readonly port: number
      readonly query: string
      /** `Cookie` headers of the users, who take turns. */
      readonly cookies: readonly string[]
      readonly count: number
      /** Take the head, and never anything after it. */
      readonly deaf: boolean
    }
  | { readonly do: 'close'; readonly count: number }
  /** Forgets what was measured so far, and says what it was. */
  | { readonly do: 'tell' }

export type Told = {
  /** Milliseconds from the change to its arrival in a tab: how often each. */
  readonly delays: readonly number[]
  /** Tabs that read. */
  readonly open: number
  readonly refused: number
}

/** Comes before the time at which a change was made. */
export const mark = 'bench-'

const slowest = 60_000
const atOnce = 100

const readers = new Set<Socket>()
const deaf = new Set<Socket>()
let delays: number[] = []
let refused = 0

function take(chunk: Buffer): void {
  const at = chunk.indexOf(mark, 0, 'latin1')
  if (at < 0) return
  const from = at + mark.length
  const madeAt = Number(chunk.toString('latin1', from, from + 13))
  // A piece may end in the middle of the time.
  if (!(madeAt > 1e12)) return
  const delay = Math.min(slowest, Math.max(0, Date.now() - madeAt))
  delays[delay] = (delays[delay] ?? 0) + 1
}

type Open = Extract<Question, { do: 'open' }>

/** Resolves when the head of the answer has come. */
const openOne = ({ port, query, deaf: isDeaf }: Open, cookie: string): Promise<void> =>
  new Promise((resolve) => {
    const among = isDeaf ? deaf : readers
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.on('close', () => {
      among.delete(socket)
      resolve()
    })
    socket.write(
      `GET /stream?${query} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\n` +
        `Accept: text/html, text/event-stream\r\nHX-Request: true\r\nAccept-Encoding: gzip, br\r\n\r\n`,
    )
    socket.once('data', (head) => {
      if (head.toString('latin1', 9, 12) !== '200') {
        refused += 1
        socket.destroy()
        return
      }
      among.add(socket)
      if (isDeaf) socket.pause()
      else socket.on('data', take)
      resolve()
    })
  })

async function open(question: Open): Promise<void> {
  const { cookies, count } = question
  for (let at = 0; at < count; at += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, count - at) }, (_, index) => at + index)
    await Promise.all(some.map((one) => openOne(question, cookies[one % cookies.length] ?? '')))
  }
}

async function close(count: number): Promise<void> {
  const some = [...readers].slice(0, count)
  await Promise.all(
    some.map(
      (socket) =>
        new Promise<void>((resolve) => {
          socket.on('close', () => resolve())
          socket.destroy()
        }),
    ),
  )
}

function tell(): Told {
  const told = {
    delays: Array.from(delays, (count) => count ?? 0),
    open: readers.size,
    refused,
  }
  delays = []
  return told
}

process.on('message', async (question: Question) => {
  if (question.do === 'open') await open(question)
  if (question.do === 'close') await close(question.count)
  process.send?.(tell())
})
process.once('disconnect', () => process.exit())
process.send?.('here')
