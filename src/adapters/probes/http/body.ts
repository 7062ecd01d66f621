import type { IncomingMessage } from 'node:http'
import { Down } from '../failure.ts'
import { decoderFor, tooLarge } from './decode.ts'

const cutShort = (bytes: number): Down =>
  new Down('connection_reset', `the connection ended within the answer, after ${bytes} bytes`)

/** Reads to the end of the body as it was sent; above `limit` bytes it ends at once. */
function receive(
  response: IncomingMessage,
  limit: number,
  keep: (chunk: Buffer) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let received = 0
    const broken = (error: NodeJS.ErrnoException | null): void =>
      reject(error && error.code !== 'ECONNRESET' ? error : cutShort(received))
    if (Number(response.headers['content-length']) > limit) return reject(tooLarge(limit))
    // A fault in the same packet as the head has struck before anyone could listen.
    if (response.destroyed) return broken(response.errored)
    response.once('error', broken)
    response.on('data', (chunk: Buffer) => {
      received += chunk.length
      if (received > limit) reject(tooLarge(limit))
      else keep(chunk)
    })
    response.once('end', () => resolve(received))
  })
}

/**
 * Reads the body to its end, so that one cut short is noticed, and returns its size in bytes,
 * decoded. `limit` holds for the bytes sent and for the decoded ones; a plain body is not kept.
 */
export async function readBody(response: IncomingMessage, limit: number): Promise<number> {
  const decode = decoderFor(response.headers['content-encoding'])
  if (decode === null) return await receive(response, limit, () => {})
  const chunks: Buffer[] = []
  const received = await receive(response, limit, (chunk) => chunks.push(chunk))
  return received === 0 ? 0 : decode(Buffer.concat(chunks, received), limit).length
}
