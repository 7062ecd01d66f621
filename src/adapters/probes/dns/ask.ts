import { randomInt } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { dial, openTcp } from '../connect.ts'
import { Down } from '../failure.ts'
import type { Scope } from '../scope.ts'
import { openWire } from '../wire.ts'
import { type Answer, type Question, queryOf, readAnswer } from './message.ts'
import type { Server } from './resolver.ts'

/** A packet may be lost, so the question is repeated, to the next server where there are several. */
const repeatMs = 1_000

/** Packets that answer another question, before the answer is given up. */
const mostStrangers = 16

type Query = { readonly id: number; readonly question: Question; readonly bytes: Buffer }

function openUdp(scope: Scope, { address, port }: Server): Promise<Socket> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  scope.onEnd(() => socket.close())
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    // Connected, so that the system lets in the server's packets alone, and says that it refused.
    socket.connect(port, address, () => resolve(socket))
  })
}

/** Reads packets until the answer is among them. */
function createHearing({ id, question }: Query): (packet: Buffer) => Answer | null {
  let strangers = 0
  return (packet) => {
    const answer = readAnswer(packet, id, question)
    if (answer !== null) return answer
    strangers += 1
    if (strangers <= mostStrangers) return null
    throw new Down('protocol_error', `${strangers} answers to other questions`)
  }
}

function askByUdp(scope: Scope, servers: readonly Server[], query: Query): Promise<Answer> {
  const hear = createHearing(query)
  // Who is asked next stands first. One that failed is not asked again: one that is slow has its time.
  const turns = [...servers]
  return new Promise((resolve, reject) => {
    const onPacket = (packet: Buffer): void => {
      try {
        const answer = hear(packet)
        if (answer !== null) resolve(answer)
      } catch (error) {
        reject(error)
      }
    }
    const say = async (server: Server): Promise<void> => {
      const socket = await openUdp(scope, server)
      scope.evidence.address = server.address
      socket.on('error', (error) => lost(server, error))
      socket.on('message', onPacket)
      socket.send(query.bytes)
    }
    const sayAgain = (): void => {
      const server = turns.shift()
      if (server === undefined) {
        reject(new Down('dns_failure', 'there is no name server'))
        return
      }
      turns.push(server)
      say(server).catch((error) => lost(server, error))
    }
    const lost = (server: Server, error: unknown): void => {
      const at = turns.indexOf(server)
      // Asked twice, it fails twice.
      if (at < 0) return
      turns.splice(at, 1)
      if (turns.length === 0) reject(error)
      else sayAgain()
    }
    sayAgain()
    const timer = setInterval(sayAgain, repeatMs)
    scope.onEnd(() => clearInterval(timer))
  })
}

/** RFC 7766: the same message behind its length. */
async function askByTcp(
  scope: Scope,
  { address, port }: Server,
  { id, question, bytes }: Query,
): Promise<Answer> {
  const socket = await dial(scope, { addresses: [address], open: openTcp(port) })
  scope.meter.enter('body')
  const wire = openWire(socket, { line: 1, bytes: 65_537 })
  const prefix = Buffer.alloc(2)
  prefix.writeUInt16BE(bytes.length)
  wire.write(Buffer.concat([prefix, bytes]))
  const size = (await wire.take(2)).readUInt16BE()
  const answer = readAnswer(await wire.take(size), id, question)
  if (answer === null || answer.truncated) {
    throw new Down('protocol_error', 'the answer over TCP is to another question, or cut short')
  }
  return answer
}

/** Asks over UDP, and over TCP where the answer does not fit into a packet. */
export async function ask(
  scope: Scope,
  servers: readonly Server[],
  question: Question,
): Promise<Answer> {
  const id = randomInt(65_536)
  const query = { id, question, bytes: queryOf(id, question) }
  scope.meter.enter('firstByte')
  scope.evidence.transport = 'udp'
  const answer = await askByUdp(scope, servers, query)
  if (!answer.truncated) return answer
  scope.evidence.transport = 'tcp'
  const { address } = scope.evidence
  const server = servers.find((one) => one.address === address) ?? servers[0]
  if (server === undefined) throw new Down('dns_failure', 'there is no name server')
  return await askByTcp(scope, server, query)
}
