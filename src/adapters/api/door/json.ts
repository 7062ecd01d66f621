import { type FieldError, invalid, Refusal } from '../../../kernel/index.ts'

/** JSON.parse reads any depth, but writing a deep value again overflows the stack. */
const mostDepth = 64
/** A body of commas alone makes half a million values of a megabyte. */
const mostValues = 10_000

/**
 * Reads the JSON of a stranger: valid, shallow, and free of what later trips a merge, a store or a
 * writer. Throws `Refusal('malformed')` when it is no JSON, `Refusal('invalid')` with the fields
 * when it is JSON that nothing here can keep. No message repeats the text: it may hold a password.
 */
export function parseJson(text: string): unknown {
  if (text.trim() === '') throw new Refusal('malformed', 'A JSON body is needed')
  refuseSize(text)
  const value = parse(text)
  const wrong = wrongIn(value).take(mostWrong).toArray()
  if (wrong.length > 0) throw invalid(wrong)
  return value
}

/** UTF-8, strictly: a byte order mark is left out (RFC 8259, 8.1), wrong bytes are not patched. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Refusal('malformed', 'The body is not UTF-8', { cause })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const found = /at position (\d+)/.exec(error instanceof Error ? error.message : '')
    const where = found === null ? '' : ` at position ${found[1]}`
    throw new Refusal('malformed', `The body is not valid JSON${where}`)
  }
}

/** Counts brackets and commas outside of strings, before anything is built. */
function refuseSize(text: string): void {
  let depth = 0
  let values = 1
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (char === '"') i = endOfString(text, i)
    else if (char === '{' || char === '[') depth += 1
    else if (char === '}' || char === ']') depth -= 1
    else if (char === ',') values += 1
    if (depth > mostDepth) {
      throw new Refusal('malformed', `The body is nested more than ${mostDepth} deep`)
    }
  }
  if (values > mostValues) {
    throw new Refusal('too_large', `The body holds more than ${mostValues} values`)
  }
}

/** Where the string that starts at `start` ends: its closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

const prototypeKeys: readonly string[] = ['__proto__', 'constructor', 'prototype']
const mostWrong = 50
const longestPath = 200

/** Names that reach a prototype, numbers beyond a double, and text that no store can hold. */
function* wrongIn(value: unknown, path = ''): Generator<FieldError> {
  const message = wrongWith(value)
  if (message !== null) yield { path: path || 'body', message }
  if (typeof value !== 'object' || value === null) return
  for (const [key, child] of Object.entries(value)) {
    const inner = (path === '' ? key : `${path}.${key}`).slice(0, longestPath)
    if (prototypeKeys.includes(key)) yield { path: inner, message: 'is a reserved name' }
    else if (wrongWith(key) !== null) yield { path: path || 'body', message: 'has a broken name' }
    else yield* wrongIn(child, inner)
  }
}

/** RFC 7493 (I-JSON), 2.1 and 2.2; and U+0000, which PostgreSQL does not store. */
function wrongWith(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : 'is too large a number'
  if (typeof value !== 'string') return null
  if (!value.isWellFormed()) return 'holds half of a surrogate pair'
  return value.includes('\0') ? 'must not hold U+0000' : null
}
