import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type CliDeps, type Io, runCli } from './index.ts'

export type Ran = { readonly code: number; readonly out: string; readonly err: string }

type World = Partial<Omit<CliDeps, 'io'>> & { readonly io?: Partial<Io> }

export const noon = Date.UTC(2026, 5, 1, 12)

const notNeeded = (name: string) => (): never => {
  throw new Error(`${name} was not expected to be called`)
}

/** Runs a command line with what it says caught. What a test does not give must not be called. */
export async function run(argv: readonly string[], world: World = {}): Promise<Ran> {
  let [out, err] = ['', '']
  const io: Io = {
    stdout: (text) => {
      out += text
    },
    stderr: (text) => {
      err += text
    },
    isTty: false,
    columns: 80,
    canAsk: false,
    readLine: notNeeded('readLine'),
    readSecret: notNeeded('readSecret'),
    readAll: notNeeded('readAll'),
    ...world.io,
  }
  const code = await runCli(argv, {
    env: {},
    clock: { now: () => noon, monotonic: () => performance.now(), sleep: notNeeded('sleep') },
    random: { bytes: (length) => randomBytes(length), float: () => 0.5 },
    fetch: globalThis.fetch,
    signal: new AbortController().signal,
    version: '1.2.3',
    serve: notNeeded('serve'),
    openProbes: notNeeded('openProbes'),
    loadConfig: notNeeded('loadConfig'),
    openIdentity: notNeeded('openIdentity'),
    migrate: notNeeded('migrate'),
    backUp: notNeeded('backUp'),
    restore: notNeeded('restore'),
    arm: notNeeded('arm'),
    openServiceFile: notNeeded('openServiceFile'),
    readFile: notNeeded('readFile'),
    doctor: notNeeded('doctor'),
    ...world,
    io,
  })
  return { code, out, err }
}

export type Heard = {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}
export type Reply = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly text?: string
}

/** A real server on loopback that answers by `METHOD /path?query`, and remembers what it heard. */
export async function serverOf(
  replies: Readonly<Record<string, Reply>> | ((heard: Heard) => Reply | null),
): Promise<{ url: string; heard: Heard[] }> {
  const heard: Heard[] = []
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    let body = ''
    for await (const chunk of request) body += chunk
    const one = { method, url, headers, body }
    heard.push(one)
    const missing: Reply = { status: 404, json: { code: 'not_found', detail: 'There is no page' } }
    const reply =
      typeof replies === 'function' ? replies(one) : (replies[`${method} ${url}`] ?? missing)
    if (reply === null) return
    const type = reply.json === undefined ? 'text/html' : 'application/json'
    response.writeHead(reply.status ?? 200, { 'Content-Type': type, ...reply.headers })
    response.end(reply.json === undefined ? reply.text : JSON.stringify(reply.json))
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, heard }
}
