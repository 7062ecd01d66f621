import { bareHost } from '../connect.ts'
import { byte, type Cursor, readName, take, uint16, uint32 } from './names.ts'

/** The types that a check can ask for, https://www.iana.org/assignments/dns-parameters */
export const recordTypes = {
  A: 1,
  AAAA: 28,
  CNAME: 5,
  MX: 15,
  NS: 2,
  TXT: 16,
  SRV: 33,
  CAA: 257,
  SOA: 6,
  PTR: 12,
} as const
export type RecordType = keyof typeof recordTypes
export const recordTypeNames = Object.keys(recordTypes) as [RecordType, ...RecordType[]]

/** The data of a record as text, and the host in it alone where there is more than one. */
export type Value = { readonly text: string; readonly host?: string }

/** RFC 5952, as `URL` writes it. */
const ipv6 = (bytes: Buffer): string => {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16))
  return bareHost(URL.parse(`http://[${groups.join(':')}]/`)?.hostname ?? '')
}

function texts(cursor: Cursor, end: number): string {
  const parts: Buffer[] = []
  while (cursor.at < end) parts.push(take(cursor, byte(cursor)))
  return Buffer.concat(parts).toString('utf8')
}

function soa(cursor: Cursor): Value {
  const names = `${readName(cursor)} ${readName(cursor)}`
  const numbers = Array.from({ length: 5 }, () => uint32(cursor))
  return { text: `${names} ${numbers.join(' ')}` }
}

function caa(cursor: Cursor, end: number): Value {
  const flags = byte(cursor)
  const tag = take(cursor, byte(cursor)).toString('latin1')
  const value = take(cursor, Math.max(0, end - cursor.at)).toString('utf8')
  return { text: `${flags} ${tag} "${value}"` }
}

/** A preference, or several numbers, and a host behind them. */
function numbered(cursor: Cursor, count: number): Value {
  const numbers = Array.from({ length: count }, () => uint16(cursor))
  const host = readName(cursor)
  return { text: `${numbers.join(' ')} ${host}`, host }
}

const name = (cursor: Cursor): Value => ({ text: readName(cursor) })

/** How the data of each type is written: RFC 1035, 3596 (AAAA), 2782 (SRV), 8659 (CAA). */
export const readers: Readonly<Record<RecordType, (cursor: Cursor, end: number) => Value>> = {
  A: (cursor) => ({ text: [...take(cursor, 4)].join('.') }),
  AAAA: (cursor) => ({ text: ipv6(take(cursor, 16)) }),
  CNAME: name,
  NS: name,
  PTR: name,
  MX: (cursor) => numbered(cursor, 1),
  SRV: (cursor) => numbered(cursor, 3),
  TXT: (cursor, end) => ({ text: texts(cursor, end) }),
  CAA: caa,
  SOA: soa,
}
