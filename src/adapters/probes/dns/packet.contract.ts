import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { freePort } from '../../../../test/support/program.ts'

/** What an answer says; the number and the question of the query come by themselves. */
export type Reply = {
  readonly rcode?: number
  readonly truncated?: boolean
  readonly records?: readonly Buffer[]
  /** A count that differs from the records that are there. */
  readonly count?: number
  readonly id?: number
}

export const name = (text: string): Buffer =>
  Buffer.concat([
    ...text.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ])

/** A resource record, RFC 1035 section 4.1.3. */
export function record(owner: Buffer, type: number, data: Buffer): Buffer {
  const fields = Buffer.alloc(10)
  fields.writeUInt16BE(type, 0)
  fields.writeUInt16BE(1, 2)
  fields.writeUInt32BE(300, 4)
  fields.writeUInt16BE(data.length, 8)
  return Buffer.concat([owner, fields, data])
}

export const a = (owner: string, address: string): Buffer =>
  record(name(owner), 1, Buffer.from(address.split('.').map(Number)))

export const cname = (owner: string, target: string): Buffer => record(name(owner), 5, name(target))

export function replyTo(query: Buffer, reply: Reply): Buffer {
  const { rcode = 0, truncated = false, records = [], count = records.length } = reply
  const head = Buffer.alloc(12)
  head.writeUInt16BE(reply.id ?? query.readUInt16BE(0), 0)
  head.writeUInt16BE(0x8180 | rcode | (truncated ? 0x0200 : 0), 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(count, 6)
  return Buffer.concat([head, query.subarray(12), ...records])
}

type Answering = {
  /** `null` is silence. A buffer is sent as it is. */
  readonly udp: (query: Buffer) => readonly (Reply | Buffer)[]
  readonly tcp?: (query: Buffer) => Reply
}

/** A name server on loopback that says what it is told. */
export async function startNameServer({ udp, tcp }: Answering) {
  const port = await freePort()
  const socket = createSocket('udp4').bind(port, '127.0.0.1')
  await once(socket, 'listening')
  socket.on('message', (query, { port: from, address }) => {
    for (const reply of udp(query)) {
      socket.send(Buffer.isBuffer(reply) ? reply : replyTo(query, reply), from, address)
    }
  })
  const server = createServer((connection) => {
    connection.on('error', () => {})
    connection.once('data', (bytes: Buffer) => {
      const query = bytes.subarray(2)
      const answer = replyTo(query, tcp?.(query) ?? {})
      const length = Buffer.alloc(2)
      length.writeUInt16BE(answer.length)
      connection.write(Buffer.concat([length, answer]))
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    resolver: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      socket.close()
      server.close()
      await once(server, 'close')
    },
  }
}
