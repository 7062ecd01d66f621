import { Down } from '../failure.ts'
import type { Wire } from '../wire.ts'

/** One turn of a conversation: what is said, and how the last line of the reply that says yes begins. */
type Turn = { readonly say: string; readonly yes: RegExp; readonly more: RegExp }

/** In IMAP lines without our tag may come before the one that answers (RFC 9051 section 7). */
const untagged = /^\* /
const never = /^(?!)/

/**
 * How TLS is asked for: https://www.rfc-editor.org/rfc/rfc3207 (SMTP), rfc9051 section 6.2.1 (IMAP),
 * rfc2595 section 4 (POP3).
 */
const dialogues = {
  none: [],
  smtp: [
    { say: '', yes: /^220(?: |$)/, more: /^220-/ },
    { say: 'EHLO pharos.invalid\r\n', yes: /^250(?: |$)/, more: /^250-/ },
    { say: 'STARTTLS\r\n', yes: /^220(?: |$)/, more: /^220-/ },
  ],
  imap: [
    { say: '', yes: /^\* OK/i, more: never },
    { say: 'p1 STARTTLS\r\n', yes: /^p1 OK/i, more: untagged },
  ],
  pop3: [
    { say: '', yes: /^\+OK/i, more: never },
    { say: 'STLS\r\n', yes: /^\+OK/i, more: never },
  ],
} satisfies Record<string, readonly Turn[]>

export type Starttls = keyof typeof dialogues
export const starttlsNames = Object.keys(dialogues) as [Starttls, ...Starttls[]]

/** Of one line, and of all that a server may say before TLS. */
export const starttlsLimits = { line: 2_048, bytes: 32_768 }
const mostLines = 100

async function take(wire: Wire, { say, yes, more }: Turn): Promise<void> {
  if (say !== '') wire.write(say)
  for (let lines = 0; lines < mostLines; lines++) {
    const line = await wire.line()
    if (yes.test(line)) return
    if (!more.test(line)) throw new Down('bad_status', `${say.trim() || 'greeting'}: ${line}`)
  }
  throw new Down('protocol_error', `a reply has more than ${mostLines} lines`)
}

/**
 * Asks for TLS, and leaves the connection to the handshake. What the server says behind its yes in
 * plain text may be an intruder's, and ends the probe.
 */
export async function askForTls(wire: Wire, protocol: Starttls): Promise<void> {
  for (const turn of dialogues[protocol]) await take(wire, turn)
  wire.release()
}
