import { isIP, type LookupFunction } from 'node:net'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Dispatcher } from 'undici'
import { PlatformFault } from '../../../modules/pipelines/index.ts'
import type { ConnectorWorld } from '../kind.ts'

export type Outgoing = {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/** An answer as it came over the wire: its body may be compressed. */
export type Incoming = {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array
}

export type Transport = {
  /** Rejects with the error of the connection, or a `PlatformFault`. */
  send(outgoing: Outgoing, signal: AbortSignal): Promise<Incoming>
  close(): Promise<void>
}

export type TransportOptions = {
  readonly origin: string
  readonly connections: number
  readonly connectMs: number
  readonly mostBytes: number
}

/** A name may have a thousand addresses; three that take their time fit into one attempt. */
const mostAddresses = 3
const attemptMs = 3_000

/** Connections to one origin, and to addresses that may be contacted. Opened with the first call. */
export function createTransport(world: ConnectorWorld, options: TransportOptions): Transport {
  let opened: ReturnType<typeof open> | null = null
  return {
    async send({ method, url, headers, body }, signal) {
      const refusal = blockedLiteral(world, url.hostname)
      if (refusal !== null) throw refusal
      opened ??= open(world, options)
      const { pool, request } = await opened
      const path = `${url.pathname}${url.search}`
      const answer = await request.call(pool, { method, path, headers, body, signal })
      return {
        status: answer.statusCode,
        headers: headersOf(answer.headers),
        bytes: await read(answer, options.mostBytes),
      }
    },
    async close() {
      const last = opened
      opened = null
      if (last !== null) await (await last).pool.destroy()
    },
  }
}

/** undici is loaded when somebody has a connection, and only what of it is needed. */
async function open(world: ConnectorWorld, { origin, connections, connectMs }: TransportOptions) {
  const [{ default: Pool }, { default: request }] = await Promise.all([
    import('undici/lib/dispatcher/pool.js'),
    import('undici/lib/api/api-request.js'),
  ])
  const pool = new Pool(origin, {
    connections,
    allowH2: false,
    // A call has a time limit of its own, which covers all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      timeout: connectMs,
      lookup: guardedLookup(world),
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: attemptMs,
    },
  })
  return { pool, request }
}

/**
 * Those addresses that were checked are those that are connected to. One that may not be contacted
 * among them ends it: else a name could lead inside by its second address.
 */
const guardedLookup =
  (world: ConnectorWorld): LookupFunction =>
  (hostname, _, answer) => {
    world.lookup(hostname).then(
      (found) => {
        const addresses = found.slice(0, mostAddresses)
        const reason = addresses.map((one) => world.blocked(one)).find((one) => one !== null)
        if (reason != null) return answer(blocked(reason), [])
        if (addresses.length === 0) return answer(notFound(), [])
        // Where all are asked for, which `autoSelectFamily` does, an answer is a list.
        answer(
          null,
          addresses.map((address) => ({ address, family: isIP(address) })),
        )
      },
      (error: NodeJS.ErrnoException) => answer(error, []),
    )
  }

/** An address is never looked up, so it is checked before. */
function blockedLiteral(world: ConnectorWorld, hostname: string): PlatformFault | null {
  const host = hostname.replace(/^\[|\]$/g, '')
  const reason = isIP(host) === 0 ? null : world.blocked(host)
  return reason === null ? null : blocked(reason)
}

const blocked = (reason: string) =>
  new PlatformFault('misconfigured', `the platform may not be contacted: ${reason}`)

const notFound = () => Object.assign(new Error('the name has no address'), { code: 'ENOTFOUND' })

function headersOf(raw: Dispatcher.ResponseData['headers']): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(raw)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) headers.append(name, one)
  }
  return headers
}

async function read(
  { body, headers }: Dispatcher.ResponseData,
  mostBytes: number,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  if (Number(headers['content-length'] ?? 0) > mostBytes) {
    // Its end comes as an error that nobody waits for.
    body.on('error', () => {}).destroy()
    throw tooLarge(mostBytes)
  }
  for await (const piece of body) {
    bytes += piece.length
    if (bytes > mostBytes) throw tooLarge(mostBytes)
    pieces.push(piece)
  }
  return Buffer.concat(pieces, bytes)
}

const tooLarge = (mostBytes: number) =>
  new PlatformFault('malformed', `the answer is larger than ${Math.floor(mostBytes / 1e6)} MB`)

const unzip = promisify(gunzip)

/** The text of a body, no longer than is allowed when it is unpacked either. */
export async function textOf(
  { headers, bytes }: Pick<Incoming, 'headers' | 'bytes'>,
  mostBytes: number,
): Promise<string> {
  const coding = headers.get('content-encoding') ?? ''
  if (coding === '' || coding === 'identity' || bytes.length === 0) return decode(bytes)
  if (coding !== 'gzip') throw new PlatformFault('malformed', 'the answer is in an unknown coding')
  try {
    return decode(await unzip(bytes, { maxOutputLength: mostBytes }))
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(mostBytes)
    throw new PlatformFault('malformed', 'the answer cannot be unpacked', { cause: error })
  }
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
