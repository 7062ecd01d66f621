// The receiver of bench/notify.ts: in a process of its own, so that its work is not counted.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type Arrival, type Question, sharedNow } from './notify-arrivals.ts'

/** Who waits for longer is told what has come until then, so that a lost message ends the benchmark. */
const patienceMs = 30_000

let arrivals: Arrival[] = []
let rings = { at: Number.POSITIVE_INFINITY, bell: Promise.withResolvers<void>() }

function receive(request: IncomingMessage, response: ServerResponse): void {
  // Read as a receiver would, but not looked into: the header has the name.
  request.resume()
  request.once('end', () => {
    arrivals.push({ nid: String(request.headers['webhook-id']), at: sharedNow() })
    if (arrivals.length >= rings.at) rings.bell.resolve()
    response.writeHead(204).end()
  })
}

async function wait(count: number): Promise<void> {
  if (arrivals.length >= count) return
  rings = { at: count, bell: Promise.withResolvers<void>() }
  const tooLong = new AbortController()
  const { signal } = tooLong
  await Promise.race([rings.bell.promise, delay(patienceMs, undefined, { signal })])
  tooLong.abort()
}

function take(): readonly Arrival[] {
  const taken = arrivals
  arrivals = []
  return taken
}

const server = createServer(receive).listen({ port: 0, host: '127.0.0.1', backlog: 1_024 })
await once(server, 'listening')
process.on('message', async (question: Question) => {
  if (question.do === 'wait') await wait(question.count)
  process.send?.(question.do === 'take' ? take() : [])
})
process.once('disconnect', () => process.exit())
process.send?.((server.address() as AddressInfo).port)
