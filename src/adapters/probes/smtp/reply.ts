import { Down } from '../failure.ts'
import type { Wire } from '../wire.ts'

/** A reply of an SMTP server: its code, and its lines without it. */
export type Reply = { readonly code: number; readonly lines: readonly string[] }

/** RFC 5321 section 4.5.3.1.5 allows 512 characters a line; some servers say more. */
export const limits = { line: 2_048, bytes: 65_536 }
const mostLines = 100

/** A line of a reply: a hyphen after the code says that more follow (RFC 5321 section 4.2.1). */
const form = /^([2-5]\d\d)(?:([- ])(.*))?$/

export async function readReply(wire: Wire): Promise<Reply> {
  const lines: string[] = []
  while (lines.length < mostLines) {
    const line = await wire.line()
    const [, code, mark = ' ', text = ''] = form.exec(line) ?? []
    if (code === undefined) throw new Down('protocol_error', `no reply of SMTP: ${line}`)
    lines.push(text)
    if (mark === ' ') return { code: Number(code), lines }
  }
  throw new Down('protocol_error', `a reply has more than ${mostLines} lines`)
}

/** Passes on a reply that says yes, and ends the probe with any other. */
export function accepted(reply: Reply, after: string): Reply {
  if (reply.code >= 200 && reply.code < 300) return reply
  throw new Down('bad_status', `${after}: ${reply.code} ${reply.lines.join(' ')}`)
}
