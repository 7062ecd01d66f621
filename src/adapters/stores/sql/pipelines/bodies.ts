import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'

const compress = promisify(gzip)
const expand = promisify(gunzip)

/** What retention leaves of a body. An empty body is longer: it has gzip's own header. */
export const emptied = ''

/** Bodies of deliveries as columns hold them. The work is done off the thread that answers requests. */
export async function packBody(body: Uint8Array): Promise<string> {
  return (await compress(body)).toString('base64')
}

export async function unpackBody(packed: string): Promise<Uint8Array> {
  return packed === emptied ? new Uint8Array() : expand(Buffer.from(packed, 'base64'))
}
