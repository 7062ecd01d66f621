import { Down } from '../failure.ts'

/**
 * The two messages of grpc.health.v1, in protobuf's wire format:
 * https://github.com/grpc/grpc/blob/master/doc/health-checking.md
 * https://protobuf.dev/programming-guides/encoding/
 */
export const servingStatuses = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const
export type ServingStatus = (typeof servingStatuses)[number]

/** A compressed flag and a length stand before a message of gRPC. */
export const prefixLength = 5

/** A HealthCheckResponse is two bytes; later versions may add fields. */
export const mostMessage = 4_096

/** `HealthCheckRequest { string service = 1 }`, with its prefix. */
export function requestOf(service: string): Buffer {
  const name = Buffer.from(service)
  // One byte of length: 127 bytes at most, which the target's form sees to.
  const message = name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a, name.length]), name])
  const prefix = Buffer.alloc(prefixLength)
  prefix.writeUInt32BE(message.length, 1)
  return Buffer.concat([prefix, message])
}

/** The length that a prefix announces. Throws `Down` where such a message is not read. */
export function announcedLength(prefix: Buffer): number {
  if (prefix[0] !== 0) throw new Down('protocol_error', 'a compressed message was not asked for')
  const length = prefix.readUInt32BE(1)
  if (length <= mostMessage) return length
  throw new Down('body_too_large', `a message of ${length} bytes, ${mostMessage} are read`)
}

const malformed = (): Down => new Down('protocol_error', 'no message of grpc.health.v1')

type Cursor = { readonly bytes: Buffer; at: number }

function varint(cursor: Cursor): number {
  let value = 0
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = cursor.bytes[cursor.at]
    if (byte === undefined) throw malformed()
    cursor.at += 1
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return value
  }
  throw malformed()
}

/** Passes over the value of a field that is not known, by its wire type. */
function skip(cursor: Cursor, wireType: number): void {
  const sizes: Readonly<Record<number, () => number>> = {
    0: () => {
      varint(cursor)
      return 0
    },
    1: () => 8,
    2: () => varint(cursor),
    5: () => 4,
  }
  const size = sizes[wireType]?.()
  if (size === undefined) throw malformed()
  cursor.at += size
  if (cursor.at > cursor.bytes.length) throw malformed()
}

/** `HealthCheckResponse { ServingStatus status = 1 }`. Of a field that is there twice the last counts. */
export function statusOf(bytes: Buffer): ServingStatus {
  const cursor: Cursor = { bytes, at: 0 }
  let status = 0
  while (cursor.at < bytes.length) {
    const tag = varint(cursor)
    if (tag === 0x08) status = varint(cursor)
    else skip(cursor, tag & 0x07)
  }
  return servingStatuses[status] ?? 'UNKNOWN'
}
