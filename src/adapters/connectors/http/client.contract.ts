import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Clock } from '../../../kernel/index.ts'
import { virtualEpoch } from '../../../kernel/virtual-time.contract.ts'
import { silentLog } from '../../../kernel/world.contract.ts'
import { type Ask, PlatformFault, type Priority } from '../../../modules/pipelines/index.ts'
import type { ConnectorWorld } from '../kind.ts'
import { createHttpClient, type HttpClient, type HttpOptions } from './client.ts'

/** Stands in the token, and in what a server says where it must not be repeated. */
export const canary = 'canary-5d4c3b2a1f'

const timeoutMs = 15_000

/** A clock on which every wait is over at once and only moves the time; but a call is late only when a test says so. */
export function createEagerClock() {
  const waits: number[] = []
  const late: (() => void)[] = []
  let now = 0
  const clock: Clock = {
    now: () => virtualEpoch + now,
    monotonic: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        signal?.addEventListener('abort', () => resolve(), { once: true })
        if (ms === timeoutMs) return void late.push(resolve)
        waits.push(ms)
        now += ms
        setImmediate(resolve)
      }),
  }
  return {
    clock,
    /** How long was waited, in order. */
    waits,
    pass(ms: number) {
      now += ms
    },
    /** Ends the time of all calls that are on their way. */
    timeOut() {
      for (const end of late.splice(0)) end()
    },
  }
}

export const connectorWorld = (differs: Partial<ConnectorWorld> = {}): ConnectorWorld => ({
  clock: createEagerClock().clock,
  log: silentLog,
  random: () => 0,
  lookup: async () => ['127.0.0.1'],
  blocked: () => null,
  reveal: (setting) => setting,
  ...differs,
})

export function client(
  base: string,
  options: Partial<HttpOptions> = {},
  world: Partial<ConnectorWorld> = {},
): HttpClient {
  const made = createHttpClient(connectorWorld(world), {
    base,
    headers: () => ({ authorization: `Bearer ${canary}` }),
    tokenFingerprint: () => 'one',
    concurrency: 4,
    etags: true,
    ...options,
  })
  onTestFinished(() => made.close())
  return made
}

export const asks = (priority: Priority = 'user', signal = new AbortController().signal): Ask => ({
  priority,
  signal,
})

/** The fault that a call ends in. Fails where there is none, and where it tells the canary. */
export async function faultFrom(promise: Promise<unknown>): Promise<PlatformFault> {
  const fault = await promise.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(fault instanceof PlatformFault)) throw new Error('there was no fault', { cause: fault })
  if (fault.message.includes(canary)) throw new Error('the fault tells what it must not')
  return fault
}

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void

/** A server of this machine. `count` is that of the request, from 1. */
export async function serve(handler: Handler) {
  const heard: IncomingMessage[] = []
  const waiters: { readonly count: number; readonly done: () => void }[] = []
  const server = createServer((request, response) => {
    heard.push(request)
    handler(request, response, heard.length)
    for (const { count, done } of waiters) if (heard.length >= count) done()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    heard,
    urls: () => heard.map(({ url }) => url),
    /** When so many requests have come. */
    reached: (count: number) =>
      new Promise<void>((done) => {
        if (heard.length >= count) return done()
        waiters.push({ count, done })
      }),
  }
}

/** Answers the same JSON each time. */
export const says =
  (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Handler =>
  (_, response) =>
    void response.writeHead(status, headers).end(JSON.stringify(body))
