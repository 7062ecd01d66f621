import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createConnection } from 'node:net'
import { type ClientOptions, WebSocket, WebSocketServer } from 'ws'
import type { Clock, RequestFacts, ServiceId } from '../../../kernel/index.ts'
import type { JournalStore } from '../../../modules/journal/index.ts'
import { type House, type Person, clock as realClock, silent } from '../house.contract.ts'
import { announcementOf } from './announcement.ts'
import { createAnnouncer } from './announcer.ts'

/** The announcer over a real store and a real port, with a clock whose long sleeps the test ends. */
export type Audience = Awaited<ReturnType<typeof openAudience>>

export async function openAudience(
  house: House,
  person: Person,
  journal: JournalStore = house.deps.journal,
) {
  const clock = createPatientClock()
  const announcer = createAnnouncer({
    ...house.deps,
    journal,
    clock,
    log: silent,
    path: '/api/v1/services/ws',
    announce: announcementOf,
  })
  const stop = new AbortController()
  let allowed = true
  const facts: RequestFacts = {
    principal: person.user,
    requestId: 'r1',
    address: '192.0.2.7',
    loopback: false,
    secure: false,
    recheck: async () => allowed,
  }
  const server = createServer()
  const sockets = new WebSocketServer({ server, ...announcer.route.limits })
  let pong = Promise.withResolvers<void>()
  sockets.on('connection', (socket, request) => {
    socket.on('pong', () => pong.resolve())
    const url = new URL(request.url ?? '/', 'http://localhost')
    announcer.route.open(socket, { url, facts })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  let following: Promise<void> = Promise.resolve()

  return {
    announcer,
    clock,
    port,
    /** Resolves when the server next hears a client's pong. */
    pong: () => {
      pong = Promise.withResolvers<void>()
      return pong.promise
    },
    forbid: () => {
      allowed = false
    },
    follow: () => {
      following = announcer.follow(stop.signal)
    },
    connect: (query = '', options: ClientOptions = {}) =>
      listen(new WebSocket(`ws://127.0.0.1:${port}/api/v1/services/ws${query}`, options)),
    stop: async () => {
      stop.abort()
      await following
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await following
      for (const socket of sockets.clients) socket.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A client that says what a test writes, and answers nothing by itself. */
export async function connectRaw(port: number) {
  const raw = createConnection(port, '127.0.0.1')
  raw.on('error', () => undefined)
  const headers = [
    'GET /api/v1/services/ws HTTP/1.1',
    'Host: localhost',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
  ]
  raw.write(`${headers.join('\r\n')}\r\n\r\n`)
  await once(raw, 'data')
  return raw
}

export type Listener = Awaited<ReturnType<typeof listen>>

/** A client that keeps what it hears. */
async function listen(socket: WebSocket) {
  const heard: Record<string, unknown>[] = []
  let news = Promise.withResolvers<void>()
  socket.on('message', (data) => {
    heard.push(JSON.parse(String(data)))
    news.resolve()
  })
  socket.on('error', () => undefined)
  const closed = once(socket, 'close').then(([code, reason]) => ({ code, reason: String(reason) }))
  await Promise.race([once(socket, 'open'), closed])
  return {
    socket,
    heard,
    closed,
    /** The first `count` messages, once they are there. */
    async first(count: number) {
      while (heard.length < count) {
        await news.promise
        news = Promise.withResolvers<void>()
      }
      return heard.slice(0, count)
    },
  }
}

/** A journal that takes half a millisecond a row, so that much has happened since when it answers. */
export const slowJournal = (journal: JournalStore): JournalStore => ({
  ...journal,
  async tail(after, limit) {
    const reading = await journal.tail(after, limit)
    if (reading.kind === 'rows') await realClock.sleep(reading.rows.length / 2)
    return reading
  },
})

/** Short sleeps are real; those of the watch last until the test says that their time has come. */
function createPatientClock(): Clock & { strike(ms: number): void } {
  const waiting = new Map<number, () => void>()
  return {
    ...realClock,
    sleep: (ms, signal) => {
      if (ms < 4_000) return realClock.sleep(ms, signal)
      return new Promise((resolve) => {
        waiting.set(ms, resolve)
        signal?.addEventListener('abort', () => resolve(), { once: true })
      })
    },
    strike: (ms) => waiting.get(ms)?.(),
  }
}

/** Services whose checks the test lets succeed and fail. */
export async function createSwitches(house: House, person: Person, names: readonly string[]) {
  const ids: ServiceId[] = []
  for (const name of names) {
    const json = { name, url: 'https://shop.example.com/', check_interval: 30, failures_to_down: 1 }
    const { json: made } = await house.ask('POST', '/api/v1/services', { as: person, json })
    ids.push(made.id as ServiceId)
  }
  const { schedule } = house.store
  // New checks come after the newest slot that was ever claimed.
  const newest = Math.max(Date.now(), (await schedule.highWater()) ?? 0)
  const { claims } = await schedule.claim({
    now: newest + 10_000,
    startedAt: 0,
    jumped: false,
    limit: 1_000,
    defaultTimeoutMs: 10_000,
  })
  const slots = new Map(claims.map(({ check, slot }) => [check.serviceId, { check, slot }]))
  const phases = { dnsMs: null, connectMs: 1, tlsMs: null, firstByteMs: 1, totalMs: 2 }

  return ids.map((id) => ({
    id,
    /** Commits the next outcome of the service's check. */
    async turn(status: 'up' | 'down' | 'degraded'): Promise<void> {
      const at = slots.get(id)
      if (at === undefined) throw new Error(`service ${id} has no check`)
      const { check, slot } = at
      slots.set(id, { check, slot: slot + 30_000 })
      const reason = status === 'down' ? 'timeout' : 'ok'
      const outcome = { kind: 'result', checkId: check.id, slot, status, reason } as const
      await schedule.accept({
        outcome: { ...outcome, message: '', phases, checkedAt: slot },
        checkRev: check.rev,
      })
    },
  }))
}
