import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { Down } from '../failure.ts'
import { createCutter } from './messages.ts'

/**
 * A connected socket for the client library, which would connect one by itself. It sees whole,
 * examined messages alone, and what its parser throws at others ends the probe instead of the process.
 */
export function guarded(socket: Socket): Duplex {
  const cut = createCutter()
  const stream = new Duplex({
    read() {},
    write: (chunk: Buffer, _encoding, done) => {
      socket.write(chunk, done)
    },
    destroy: (error, done) => {
      socket.destroy()
      done(error)
    },
  })
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const message of cut(chunk)) stream.emit('data', message)
    } catch (error) {
      stream.destroy(
        error instanceof Down ? error : new Down('protocol_error', 'a malformed message'),
      )
    }
  })
  socket.on('error', (error) => stream.destroy(error))
  socket.on('close', () => {
    stream.destroy(new Down('connection_reset', 'the connection was closed early'))
  })
  const ignore = (): void => {}
  const connect = (): void => process.nextTick(() => stream.emit('connect'))
  return Object.assign(stream, {
    connect,
    setNoDelay: ignore,
    setKeepAlive: ignore,
    ref: ignore,
    unref: ignore,
  })
}
