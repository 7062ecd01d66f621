import { request as overHttp } from 'node:http'
import { request as overTls } from 'node:https'
import type { Secret } from '../../kernel/index.ts'
import type { CollectorAddress } from './address.ts'

export type Ask = {
  readonly address: CollectorAddress
  readonly path: string
  readonly secret: Secret | null
  /** Milliseconds. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export type Told = { readonly status: number; readonly body: string }

/** A report has a few hundred bytes. */
const longest = 65_536

/** Asks a collector. Rejects when it does not answer in time, or says too much. */
export const askCollector = ({ address, path, secret, timeoutMs, signal }: Ask): Promise<Told> =>
  new Promise((resolve, reject) => {
    const request = address.kind === 'tcp' && address.tls ? overTls : overHttp
    const outgoing = request({
      ...(address.kind === 'socket'
        ? { socketPath: address.path }
        : { host: address.host, port: address.port }),
      path,
      agent: false,
      headers: secret === null ? {} : { Authorization: `Bearer ${secret.reveal()}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = []
      let length = 0
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
        chunks.push(chunk)
        if (length > longest) outgoing.destroy(new Error('the collector says too much'))
      })
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      )
    })
    outgoing.end()
  })
