import { Down } from './failure.ts'
import { type Head, parseHead } from './http/index.ts'
import type { Wire } from './wire.ts'

/** As `node:http` limits the head of an answer. */
const mostHead = 16_384

/** The head of an answer over HTTP/1.1, as far as the blank line that ends it. */
export async function readHead(wire: Wire): Promise<Head> {
  const lines: string[] = []
  let size = 0
  for (;;) {
    const line = await wire.line()
    if (line === '') return parseHead(lines.join('\r\n'))
    lines.push(line)
    size += line.length + 2
    if (size > mostHead) {
      throw new Down('protocol_error', `the head is larger than ${mostHead} bytes`)
    }
  }
}
