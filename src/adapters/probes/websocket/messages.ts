import { Down } from '../failure.ts'
import type { Wire } from '../wire.ts'
import { frameOf, mostPayload, opcode, readFrame } from './frame.ts'

/** A server may ask whether we are there, but not for ever. */
const mostControls = 100

/** A frame that carries no byte of a message makes no progress either. */
const mostFrames = 10_000

function closed(payload: Buffer): Down {
  const code = payload.length >= 2 ? ` with ${payload.readUInt16BE()}` : ''
  const why = payload.subarray(2).toString('utf8')
  return new Down('protocol_error', `the server closed the connection${code} ${why}`)
}

/** The messages of a server, one by one, as text. Pings are answered on the way. */
export function createMessages(wire: Wire): { next(): Promise<string> } {
  let controls = 0
  let frames = 0

  const control = (code: number, payload: Buffer): void => {
    controls += 1
    if (controls > mostControls) {
      throw new Down('protocol_error', `more than ${mostControls} pings and pongs`)
    }
    if (code === opcode.close) throw closed(payload)
    if (code === opcode.ping) wire.write(frameOf(opcode.pong, payload))
  }

  return {
    async next() {
      const parts: Buffer[] = []
      let room = mostPayload
      for (;;) {
        frames += 1
        if (frames > mostFrames) throw new Down('protocol_error', `more than ${mostFrames} frames`)
        const { code, last, payload } = await readFrame(wire, room)
        if (code >= opcode.close) {
          control(code, payload)
          continue
        }
        // The first frame of a message names its kind, the others do not (section 5.4).
        if (parts.length > 0 !== (code === opcode.more)) {
          throw new Down('protocol_error', 'a message begins within another')
        }
        parts.push(payload)
        room -= payload.length
        if (last) return Buffer.concat(parts).toString('utf8')
      }
    },
  }
}
