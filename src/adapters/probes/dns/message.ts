import { Down } from '../failure.ts'
import { type Cursor, nameBytes, readName, take, uint16, uint32 } from './names.ts'
import { type RecordType, readers, recordTypes, type Value } from './records.ts'

export type Question = { readonly name: string; readonly type: RecordType }

export type Answer = {
  readonly rcode: number
  /** The rest did not fit into the packet. */
  readonly truncated: boolean
  /** Data of the type that was asked for, at the end of the chain of CNAME records. */
  readonly values: readonly Value[]
  /** The shortest time that a record among them may be kept, in seconds. */
  readonly ttl: number | null
  /** Where the chain led, if it did. */
  readonly alias: string | null
}

/** An answer with more is as good as endless. */
export const mostRecords = 1_000
const mostAliases = 16
const internet = 1
const headerLength = 12

/** RFC 1035 section 4.1.1: one question, and the wish that the server asks others. */
export function queryOf(id: number, { name, type }: Question): Buffer {
  const head = Buffer.alloc(headerLength)
  head.writeUInt16BE(id, 0)
  head.writeUInt16BE(0x01_00, 2)
  head.writeUInt16BE(1, 4)
  const tail = Buffer.alloc(4)
  tail.writeUInt16BE(recordTypes[type], 0)
  tail.writeUInt16BE(internet, 2)
  return Buffer.concat([head, nameBytes(name), tail])
}

type Record = {
  readonly owner: string
  readonly type: number
  readonly ttl: number
  readonly data: Cursor
  readonly end: number
}

function readRecord(cursor: Cursor): Record {
  const owner = readName(cursor)
  const type = uint16(cursor)
  uint16(cursor)
  const ttl = uint32(cursor)
  const length = uint16(cursor)
  const data: Cursor = { bytes: cursor.bytes, at: cursor.at }
  take(cursor, length)
  return { owner, type, ttl, data, end: cursor.at }
}

function dataOf({ data, end }: Record, type: RecordType): Value {
  const value = readers[type](data, end)
  if (data.at > end) throw new Down('protocol_error', 'a malformed answer: a record is too short')
  return value
}

/** The name at the end of a chain of CNAME records. */
function endOf(records: readonly Record[], { name, type }: Question): string {
  if (type === 'CNAME') return name
  const aliases = new Map<string, Record>()
  for (const record of records) {
    if (record.type === recordTypes.CNAME) aliases.set(record.owner, record)
  }
  let at = name
  for (let followed = 0; followed <= mostAliases; followed++) {
    const alias = aliases.get(at)
    if (alias === undefined) return at
    at = dataOf({ ...alias, data: { ...alias.data } }, 'CNAME').text
  }
  throw new Down('dns_failure', 'the CNAME records lead in a circle, or too far')
}

/**
 * Reads an answer, or `null` where the packet answers another question: with the wrong number or
 * name it may be late, or a stranger's. Throws `Down` for what is no answer of DNS at all.
 */
export function readAnswer(bytes: Buffer, id: number, question: Question): Answer | null {
  if (bytes.length < headerLength || (bytes.readUInt16BE(2) & 0x80_00) === 0) {
    throw new Down('protocol_error', 'the answer is not one of DNS')
  }
  if (bytes.readUInt16BE(0) !== id) return null
  const flags = bytes.readUInt16BE(2)
  const rcode = flags & 0x0f
  const truncated = (flags & 0x02_00) !== 0
  const none = { rcode, truncated, values: [], ttl: null, alias: null }
  // A server that could not read the question need not repeat it.
  if (bytes.readUInt16BE(4) === 0) return rcode === 0 ? null : none
  const cursor: Cursor = { bytes, at: headerLength }
  const asked = { name: readName(cursor), type: uint16(cursor), class: uint16(cursor) }
  if (asked.name !== question.name || asked.type !== recordTypes[question.type]) return null
  if (truncated) return none
  const count = bytes.readUInt16BE(6)
  if (count > mostRecords) {
    throw new Down('body_too_large', `${count} records, ${mostRecords} are read`)
  }
  const records = Array.from({ length: count }, () => readRecord(cursor))
  return { ...none, ...chosen(records, question) }
}

function chosen(
  records: readonly Record[],
  question: Question,
): Pick<Answer, 'values' | 'ttl' | 'alias'> {
  const end = endOf(records, question)
  const wanted = records.filter(
    ({ owner, type }) => owner === end && type === recordTypes[question.type],
  )
  return {
    values: wanted.map((record) => dataOf(record, question.type)),
    ttl: wanted.length === 0 ? null : Math.min(...wanted.map(({ ttl }) => ttl)),
    alias: end === question.name ? null : end,
  }
}
