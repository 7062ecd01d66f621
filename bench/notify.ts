/**
 * How fast messages come from the outbox to webhooks, what that costs, and how late one comes when
 * nothing else is to be done. The store is SQLite on the disk, synced at each commit; the loops and the
 * channel are the program's own. No peer with an outbox can be had here: these are our own figures
 * alone, and no goal is set for them.
 *
 * More than 20 changes a minute become a digest, which would measure how few messages are sent. So
 * the messages are notices that name a service: they go the same way, in order like its changes, and
 * are never gathered.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { median, percentile, printFigures, printMachine } from './support/figures.ts'
import {
  type Arrival,
  checkArrivals,
  type Load,
  type Place,
  placesOf,
  type Question,
  sharedNow,
  sizeOf,
} from './support/notify-arrivals.ts'
import { openHouse } from './support/notify-house.ts'
import { roundsAsked } from './support/rounds.ts'

/** As many messages either way. */
const one: Load = { channels: 1, services: 25, turns: 20 }
const twenty: Load = { channels: 20, services: 5, turns: 5 }
/** What is sent one at a time, from a new database and from one that keeps as many as retention lets it. */
const fresh = { messages: 200, kept: 0 }
const full = { messages: 50, kept: 10_000 }
/** A message comes at no fixed time after the one before it, so that no timer is in step with it. */
const mostIdleMs = 20

type Receiver = Disposable & {
  readonly port: number
  ask(question: Question): Promise<readonly Arrival[]>
}
type Speed = { readonly perSecond: number; readonly cpuPerThousand: number }
type Delays = { readonly p50: number; readonly p99: number }

async function startReceiver(): Promise<Receiver> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'support', 'notify-receiver.ts'))
  const [port] = (await once(child, 'message')) as [number]
  return {
    port,
    async ask(question) {
      const answered = once(child, 'message')
      child.send(question)
      return (await answered)[0] as readonly Arrival[]
    },
    [Symbol.dispose]: () => child.disconnect(),
  }
}

/** All is written before the sender starts, so that nothing but the sending is counted. */
async function deliver(receiver: Receiver, load: Load): Promise<Speed> {
  await using house = await openHouse(receiver.port, load.channels)
  await house.write(placesOf(load))
  const count = sizeOf(load)
  const cpu = process.cpuUsage()
  const startedAt = sharedNow()
  await using sending = house.start()
  await receiver.ask({ do: 'wait', count })
  await sending.stop()
  const { user, system } = process.cpuUsage(cpu)
  const arrivals = await receiver.ask({ do: 'take' })
  checkArrivals(load, arrivals)
  // Nothing is left that would be sent again.
  const left = await house.unsettled()
  if (left > 0) throw new Error(`${left} messages came, and the store does not know it`)
  const seconds = ((arrivals.at(-1)?.at ?? Number.NaN) - startedAt) / 1_000
  return { perSecond: count / seconds, cpuPerThousand: (user + system) / 1_000 / count }
}

/** Messages of other services, which nobody sends any more. */
function* overAlready(count: number): Generator<Place> {
  for (let turn = 1; turn <= count; turn++) yield { channel: 1, service: 2 + (turn % 50), turn }
}

/** One message at a time, each when the one before it is settled. Its own commit counts: news waits for that too. */
async function deliverIdle(receiver: Receiver, { messages, kept }: typeof fresh): Promise<Delays> {
  const load: Load = { channels: 1, services: 1, turns: messages }
  await using house = await openHouse(receiver.port, load.channels)
  await house.write(overAlready(kept), 'withheld')
  await using sending = house.start()
  const arrivals: Arrival[] = []
  const delays: number[] = []
  for (const place of placesOf(load)) {
    await delay(Math.random() * mostIdleMs)
    const writtenAt = sharedNow()
    await house.write([place])
    await receiver.ask({ do: 'wait', count: 1 })
    while ((await house.unsettled()) > 0) await delay(1)
    const came = await receiver.ask({ do: 'take' })
    arrivals.push(...came)
    for (const { at } of came) delays.push(at - writtenAt)
  }
  await sending.stop()
  checkArrivals(load, arrivals)
  return { p50: median(delays), p99: percentile(delays, 0.99) }
}

const rounds = roundsAsked()
printMachine()
using receiver = await startReceiver()
// Whether all arrive, once and in order, is known before anything is measured; it warms the code up too.
await deliver(receiver, one)
await deliver(receiver, twenty)
const ofOne: Speed[] = []
const ofTwenty: Speed[] = []
const idle: Delays[] = []
const idleFull: Delays[] = []
for (let round = 0; round < rounds; round++) {
  ofOne.push(await deliver(receiver, one))
  ofTwenty.push(await deliver(receiver, twenty))
  idle.push(await deliverIdle(receiver, fresh))
  idleFull.push(await deliverIdle(receiver, full))
}
const perSecond = (speeds: readonly Speed[]) => speeds.map((speed) => speed.perSecond)
const cpu = (speeds: readonly Speed[]) => speeds.map((speed) => speed.cpuPerThousand)
console.log(
  `${sizeOf(one)} messages a round each way, ${fresh.messages} one at a time, ` +
    `${full.messages} beside ${full.kept} that are kept`,
)
printFigures([
  { what: 'messages a second, 1 channel', unit: '/s', values: perSecond(ofOne) },
  { what: 'messages a second, 20 channels', unit: '/s', values: perSecond(ofTwenty) },
  { what: 'processor time of 1,000 messages, 1 channel', unit: 's', values: cpu(ofOne) },
  { what: 'processor time of 1,000 messages, 20 channels', unit: 's', values: cpu(ofTwenty) },
  { what: 'written to received, idle, p50', unit: 'ms', values: idle.map(({ p50 }) => p50) },
  { what: 'written to received, idle, p99', unit: 'ms', values: idle.map(({ p99 }) => p99) },
  {
    what: 'the same beside 10,000 kept messages, p50',
    unit: 'ms',
    values: idleFull.map(({ p50 }) => p50),
  },
])
