import { Down } from '../failure.ts'

/** Pointers of compression that one name may follow: each leads back, so a chain of them ends. */
const mostPointers = 32
const mostLength = 255

const malformed = (what: string): Down => new Down('protocol_error', `a malformed answer: ${what}`)

/** A place in a message. Reading beyond the end throws `Down`. */
export type Cursor = { readonly bytes: Buffer; at: number }

export function byte(cursor: Cursor): number {
  const value = cursor.bytes[cursor.at]
  if (value === undefined) throw malformed('it ends early')
  cursor.at += 1
  return value
}

export const uint16 = (cursor: Cursor): number => byte(cursor) * 256 + byte(cursor)
export const uint32 = (cursor: Cursor): number => uint16(cursor) * 65_536 + uint16(cursor)

export function take(cursor: Cursor, size: number): Buffer {
  const end = cursor.at + size
  if (end > cursor.bytes.length) throw malformed('it ends early')
  const taken = cursor.bytes.subarray(cursor.at, end)
  cursor.at = end
  return taken
}

/** RFC 1035 section 5.1: what would be mistaken in a name's text is escaped. */
const shown = (label: Buffer): string =>
  label.toString('latin1').replace(/[^!#-[\]-~]|[.]/g, (char) => {
    if (char === '.') return '\\.'
    return `\\${String(char.charCodeAt(0)).padStart(3, '0')}`
  })

/** A name (RFC 1035 section 4.1.4) in lower case, without the dot at its end; the root is `.`. */
export function readName(cursor: Cursor): string {
  const labels: string[] = []
  let length = 0
  let pointers = 0
  let place: Cursor = cursor
  for (;;) {
    const size = byte(place)
    if (size === 0) return labels.join('.').toLowerCase() || '.'
    if (size >= 0xc0) {
      const target = (size & 0x3f) * 256 + byte(place)
      pointers += 1
      // A pointer leads to what came before (RFC 1035 section 4.1.4), one that does not may go in circles.
      if (pointers > mostPointers || target >= place.at - 2) throw malformed('a name in a circle')
      place = { bytes: cursor.bytes, at: target }
      continue
    }
    if (size > 63) throw malformed('a label of an unknown kind')
    length += size + 1
    if (length > mostLength) throw malformed('a name is too long')
    labels.push(shown(take(place, size)))
  }
}

/** A name as a question carries it. Throws where it is none; the target's form sees to that. */
export function nameBytes(name: string): Buffer {
  const labels = name === '.' ? [] : name.split('.')
  const parts = labels.map((label) => {
    const bytes = Buffer.from(label, 'latin1')
    return Buffer.concat([Buffer.from([bytes.length]), bytes])
  })
  return Buffer.concat([...parts, Buffer.from([0])])
}

/** Whether a name can be asked for: labels of 1 to 63 bytes, 253 together. */
export const isName = (name: string): boolean =>
  name === '.' ||
  (name.length <= 253 && name.split('.').every((label) => /^[!-~]{1,63}$/.test(label)))
