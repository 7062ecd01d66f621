import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { createDice } from '../../src/kernel/virtual-time.contract.ts'
import { createClient, firstAdmin } from './client.ts'
import type { House } from './house.ts'
import { type Patients, startPatients } from './patients.ts'
import { type Server, stopCleanly } from './program.ts'
import { type Received, type Receiver, startReceiver } from './receiver.ts'
import { until } from './until.ts'

export type DeliveryRounds = {
  readonly services: number
  readonly kills: number
  readonly restarts: number
  /** How long the receiver is away in the middle of it, in milliseconds. */
  readonly awayMs: number
  readonly seed: number
}

const check = { check_interval: '2s', failures_to_down: 1, successes_to_up: 1 }

type Message = { nid: string; state: string; service_id: number | null; id: number; kind: string }

type Night = {
  readonly house: House
  readonly patients: Patients
  readonly receiver: Receiver
  readonly rounds: DeliveryRounds
  readonly dice: ReturnType<typeof createDice>
  readonly down: Set<number>
}

/**
 * Services turn, and the sender is killed again and again, its receiver goes away, the program is
 * started anew with most of its services down. In the end everybody was told of everything, in
 * order, and hardly anything twice.
 * @returns what came of it, in lines for people
 */
export async function deliveryRounds(
  house: House,
  rounds: DeliveryRounds,
): Promise<readonly string[]> {
  const dice = createDice(rounds.seed)
  await using patients = await startPatients()
  await using receiver = await startReceiver()
  const night: Night = { house, patients, receiver, rounds, dice, down: new Set() }
  let server = await house.serve()
  try {
    const { credential } = await firstAdmin(server)
    await furnish(createClient(server.url, credential), night)
    server = await killed(server, night)
    await outage(night)
    await allTold(night)
    server = await startedAnew(server, night)
    await stopCleanly(server)
  } finally {
    await server[Symbol.asyncDispose]()
  }
  return judged(night, await messages(house))
}

async function furnish(admin: ReturnType<typeof createClient>, night: Night): Promise<void> {
  const { services } = night.rounds
  const config = { url: night.receiver.url }
  const body = { name: 'night watch', type: 'webhook', config }
  await admin.read('POST', '/api/v1/channels', { body })
  for (let index = 0; index < services; index++) {
    const service = { ...check, name: `patient ${index}`, url: night.patients.urlOf(index) }
    await admin.read('POST', '/api/v1/services', { body: service })
  }
  await until(
    'all are up',
    async () => (await admin.services()).every(({ id, status }) => id === 0 || status === 'UP'),
    { deadlineMs: 60_000, everyMs: 500 },
  )
}

/** Turns some of them, so that there is something to tell. */
function shake({ dice, patients, rounds, down }: Night, some: number): void {
  for (let i = 0; i < some; i++) {
    const index = dice.whole(0, rounds.services - 1)
    const isDown = down.delete(index)
    if (!isDown) down.add(index)
    patients.become(index, isDown ? 'well' : 'failing')
  }
}

/** Kills it at any moment while messages are on their way. */
async function killed(first: Server, night: Night): Promise<Server> {
  let server = first
  for (let round = 0; round < night.rounds.kills; round++) {
    shake(night, 4)
    await delay(night.dice.whole(200, 2_500))
    server.kill('SIGKILL')
    await server.exited
    server = await night.house.serve()
  }
  return server
}

async function outage(night: Night): Promise<void> {
  if (night.rounds.awayMs === 0) return
  await night.receiver.away()
  const until_ = performance.now() + night.rounds.awayMs
  while (performance.now() < until_) {
    shake(night, 3)
    await delay(Math.min(5_000, Math.max(0, until_ - performance.now())))
  }
  await night.receiver.back()
}

/** Restarts while most services are down: nothing has changed, so nobody hears of anything. */
async function startedAnew(first: Server, night: Night): Promise<Server> {
  const { rounds, patients, house, receiver, down } = night
  for (let index = 0; index < rounds.services; index++) {
    down.add(index)
    patients.become(index, 'failing')
  }
  const before = receiver.received.length
  await allDown(night)
  await allTold(night)
  expect(receiver.received.length).toBeGreaterThan(before)
  const told = receiver.received.length
  let server = first
  for (let restart = 0; restart < rounds.restarts; restart++) {
    await stopCleanly(server)
    server = await house.serve()
    await delay(night.dice.whole(500, 3_000))
  }
  const after = receiver.received.slice(told).map(({ body }) => body)
  expect(after, 'messages at restarts that change nothing').toEqual([])
  return server
}

const allDown = ({ house, rounds }: Night) =>
  until(
    'all are down',
    async () => {
      const [row] = await house.database.query<{ count: number }>(
        `select count(*) as count from checks_service_states where status = 'down'`,
      )
      return Number(row?.count) >= rounds.services
    },
    { deadlineMs: 60_000, everyMs: 500 },
  )

const messages = ({ database }: House): Promise<readonly Message[]> =>
  database.query<Message>('select nid, state, service_id, id, kind from alerts_outbox order by id')

/** Every message has come to its end, and nothing waits to be written. */
const allTold = ({ house }: Night) =>
  until(
    'every message is delivered',
    async () => {
      const [cursor] = await house.database.query<{ behind: number }>(
        `select count(*) as behind from journal_entries where seq > (select seq from alerts_cursor)`,
      )
      const rows = await messages(house)
      return Number(cursor?.behind) === 0 && rows.every(({ state }) => state !== 'due')
    },
    { deadlineMs: 180_000, everyMs: 1_000 },
  )

/** Holds what arrived against what was written. */
function judged({ house, rounds, receiver }: Night, written: readonly Message[]): string[] {
  const sent = written.filter(({ state }) => state === 'delivered')
  const received = Map.groupBy(receiver.received, ({ id }) => id)
  const lost = sent.filter(({ nid }) => !received.has(nid))
  const known = new Set(written.map(({ nid }) => nid))
  const ghosts = [...received.keys()].filter((id) => !known.has(id))
  const repeats = [...received.values()].reduce((sum, of) => sum + of.length - 1, 0)
  expect(written.filter(({ state }) => !['delivered', 'digested'].includes(state))).toEqual([])
  expect(lost, 'messages that nobody got').toEqual([])
  expect(ghosts, 'messages that were never written').toEqual([])
  // Several are on their way at once; a kill may fall between the receiver and the database for each.
  expect(repeats).toBeLessThanOrEqual(rounds.kills * 4)
  expect(disorder(receiver.received), 'messages of a service out of order').toEqual([])
  const digests = written.filter(({ kind }) => kind === 'digest').length
  return [
    `${house.database.dialect}: ${rounds.services} services, ${rounds.kills} kills -9, receiver away for ${rounds.awayMs / 1_000} s, ${rounds.restarts} restarts with all services down (seed ${rounds.seed})`,
    `  ${written.length} messages written (${digests} of them digests), ${sent.length} delivered, none lost, ${repeats} repeated`,
    '  restarts sent nothing; each service was told of in order',
  ]
}

/** Changes of a service follow each other: each begins where the one before it ended. */
function disorder(received: readonly Received[]): string[] {
  const last = new Map<string, string>()
  const seen = new Set<string>()
  const wrong: string[] = []
  for (const { id, body } of received) {
    if (seen.has(id)) continue
    seen.add(id)
    const message = JSON.parse(body)
    for (const change of message.changes ?? [message]) {
      if (change.service === undefined) continue
      const { name } = change.service
      const before = last.get(name) ?? change.previous_status
      if (before !== change.previous_status) wrong.push(`${name}: ${before}, ${body}`)
      last.set(name, change.status)
    }
  }
  return wrong
}
