import type { Socket } from 'node:net'
import { Down } from './failure.ts'

/** A connection read piece by piece, as conversations of lines and counted bytes are. One reader at a time. */
export type Wire = {
  /** The next line without its end, which is LF or CR LF. One byte a character. */
  line(): Promise<string>
  /** Exactly this many bytes. */
  take(size: number): Promise<Buffer>
  write(data: string | Uint8Array): void
  /** Leaves the connection to another reader. What the peer sent unasked before would be lost, so it ends the probe. */
  release(): void
}

export type WireLimits = {
  /** Of one line. */
  readonly line: number
  /** Of all that is read; a peer that sends more unread is cut off too. */
  readonly bytes: number
}

const lineFeed = 0x0a

const tooMuch = (limit: number): Down =>
  new Down('protocol_error', `the answer is longer than ${limit} bytes`)

/**
 * Reads a connected socket. Everything ends in a promise that rejects: a reset, the end of the
 * connection, more bytes than the limits allow.
 */
export function openWire(socket: Socket, limits: WireLimits): Wire {
  let pending: Buffer = Buffer.alloc(0)
  let total = 0
  let failure: unknown = null
  let wake = (): void => {}

  const fail = (error: unknown): void => {
    failure ??= error
    wake()
  }
  const onData = (chunk: Buffer): void => {
    total += chunk.length
    if (total > limits.bytes) {
      socket.pause()
      fail(tooMuch(limits.bytes))
      return
    }
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    wake()
  }
  const onEnd = (): void => fail(new Down('connection_reset', 'the connection was closed early'))
  const listeners = { data: onData, end: onEnd, close: onEnd, error: fail }
  for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener)

  /** Waits until `sizeOf` says how many bytes make up what is wanted. */
  const next = async (sizeOf: () => number | null): Promise<Buffer> => {
    for (;;) {
      const size = sizeOf()
      if (size !== null) {
        const taken = pending.subarray(0, size)
        pending = pending.subarray(size)
        return taken
      }
      if (failure !== null) throw failure
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  return {
    async line() {
      const bytes = await next(() => {
        const end = pending.indexOf(lineFeed)
        if (end > limits.line || (end < 0 && pending.length > limits.line)) {
          throw new Down('protocol_error', `a line is longer than ${limits.line} bytes`)
        }
        return end < 0 ? null : end + 1
      })
      return bytes.toString('latin1').replace(/\r?\n$/, '')
    },
    take: (size) => next(() => (pending.length < size ? null : size)),
    write: (data) => {
      socket.write(data)
    },
    release() {
      if (pending.length > 0) {
        throw new Down('protocol_error', 'the server sent more than it was asked for')
      }
      for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener)
    },
  }
}
