import { Down } from '../failure.ts'

/**
 * Of all that a server may send: the answer to a check's query is one value.
 * Also of one message, whose length comes before it.
 */
export const mostBytes = 1_048_576

/** A letter and a length, which counts itself but not the letter. */
const headLength = 5

const malformed = (): Down => new Down('protocol_error', 'a malformed message of PostgreSQL')

/**
 * The fields of an error or a notice: each a letter and a text that ends in NUL, and a NUL at the
 * end of all. The client library looks for that last one for ever.
 */
function expectFields(body: Buffer): void {
  let at = 0
  while (at < body.length && body[at] !== 0) {
    const end = body.indexOf(0, at + 1)
    if (end < 0) throw malformed()
    at = end + 1
  }
  if (at !== body.length - 1) throw malformed()
}

const anything = (): void => {}

/**
 * The messages that an answer is made of, by their letters, and what is examined of each:
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
const known: Readonly<Record<string, (body: Buffer) => void>> = {
  E: expectFields,
  N: expectFields,
  ...Object.fromEntries([...'RSKZTDC123nsI'].map((letter) => [letter, anything])),
}

/** Messages a server may begin with: authentication, an error, a notice. */
const beginnings = 'REN'

/**
 * Cuts what a server sends into whole messages, each examined. Throws `Down` at the first byte that
 * PostgreSQL would not send, so that another protocol is not taken for a message of 1 GB.
 */
export function createCutter(): (chunk: Buffer) => readonly Buffer[] {
  let pending: Buffer = Buffer.alloc(0)
  let total = 0
  let begun = false

  const next = (): Buffer | null => {
    const letter = String.fromCharCode(pending[0] ?? 0)
    if (pending.length > 0 && !(begun ? letter in known : beginnings.includes(letter))) {
      throw new Down('protocol_error', 'the answer is not one of PostgreSQL')
    }
    if (pending.length < headLength) return null
    const size = pending.readUInt32BE(1) + 1
    if (size < headLength) throw malformed()
    if (size > mostBytes) {
      throw new Down('body_too_large', `a message of ${size} bytes, ${mostBytes} are read`)
    }
    if (pending.length < size) return null
    const message = pending.subarray(0, size)
    known[letter]?.(message.subarray(headLength))
    pending = pending.subarray(size)
    begun = true
    return message
  }

  return (chunk) => {
    total += chunk.length
    if (total > mostBytes) {
      throw new Down('body_too_large', `the answer is larger than ${mostBytes} bytes`)
    }
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    const messages: Buffer[] = []
    for (let message = next(); message !== null; message = next()) messages.push(message)
    return messages
  }
}
