import { randomBytes } from 'node:crypto'
import { Down } from '../failure.ts'
import type { Wire } from '../wire.ts'

/** RFC 6455 section 11.8. */
export const opcode = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const
const known: readonly number[] = Object.values(opcode)

export type Frame = { readonly code: number; readonly last: boolean; readonly payload: Buffer }

/** Of one message, whatever frames it comes in. */
export const mostPayload = 1_048_576

/** RFC 6455 section 5.5. */
const mostControl = 125

const broken = (what: string): Down => new Down('protocol_error', `no WebSocket frame: ${what}`)

async function lengthOf(wire: Wire, short: number): Promise<number> {
  if (short < 126) return short
  if (short === 126) return (await wire.take(2)).readUInt16BE()
  // Beyond 2^53 it is no exact number, but larger than any limit all the same.
  return Number((await wire.take(8)).readBigUInt64BE())
}

/**
 * Reads a frame of a server, RFC 6455 section 5.2. `room` is how much more its message may hold: a
 * longer frame ends the probe before its payload is read.
 */
export async function readFrame(wire: Wire, room: number): Promise<Frame> {
  const [first = 0, second = 0] = await wire.take(2)
  const code = first & 0x0f
  const last = (first & 0x80) !== 0
  // Extensions would use these bits, and none was asked for.
  if ((first & 0x70) !== 0) throw broken('a reserved bit is set')
  if (!known.includes(code)) throw broken(`the opcode ${code}`)
  if ((second & 0x80) !== 0) throw broken('a server must not mask')
  const size = await lengthOf(wire, second & 0x7f)
  if (code >= opcode.close && (size > mostControl || !last)) throw broken('a control frame')
  if (size > room) {
    throw new Down('body_too_large', `a message is larger than ${mostPayload} bytes`)
  }
  return { code, last, payload: await wire.take(size) }
}

/** A frame as a client sends it, masked (section 5.3). */
export function frameOf(code: number, payload: Buffer): Buffer {
  const mask = randomBytes(4)
  const size = payload.length
  const head =
    size < 126
      ? Buffer.from([0x80 | code, 0x80 | size])
      : Buffer.from([0x80 | code, 0x80 | 126, size >> 8, size & 0xff])
  const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))
  return Buffer.concat([head, mask, masked])
}
