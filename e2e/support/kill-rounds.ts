import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { createDice } from '../../src/kernel/virtual-time.contract.ts'
import { type Client, createClient, firstAdmin, type ServiceJson } from './client.ts'
import type { House } from './house.ts'
import { type Server, stopCleanly } from './program.ts'
import { auditSlots, auditText, readSlots } from './slots.ts'
import { startTarget } from './target.ts'
import { until } from './until.ts'
import { adopt, emptyNotes, type Load, type Notes, post, writeUntilGone } from './writers.ts'

/**
 * Checks that a kill may delay but not silence: above a minute a missed slot is caught up with after
 * the restart, and three intervals are longer than any row of bad luck.
 */
const steady = { checks: 20, check_interval: '61s', failures_to_down: 1 }

export type Rounds = {
  readonly rounds: number
  readonly seed: number
}

/**
 * Kills a `serve` under load again and again and starts it again. Each time, whatever it has
 * acknowledged must be there; in the end the slots and the journal must be without fault.
 * @returns what came of it, in lines for people
 */
export async function killRounds(
  house: House,
  { rounds, seed }: Rounds,
): Promise<readonly string[]> {
  const dice = createDice(seed)
  const notes = emptyNotes()
  await using up = await startTarget()
  const urls = [up.url, 'http://127.0.0.1:9/'] as const
  let server = await house.serve()
  let unanswered = 0
  let settled = 0
  try {
    const admin = await firstAdmin(server)
    const { credential } = admin
    await settle(admin, urls)
    const verdicts = await verdictsOf(house)
    settled = verdicts.length
    for (let round = 1; round <= rounds; round++) {
      const client = createClient(server.url, credential)
      unanswered += await loadAndKill(server, {
        notes,
        client,
        urls,
        chance: dice.next,
        afterMs: dice.whole(200, 1_500),
      })
      server = await house.serve()
      await compare(createClient(server.url, credential), notes)
      expect(await verdictsOf(house), 'verdicts of checks whose target did not change').toEqual(
        verdicts,
      )
    }
    await stopCleanly(server)
  } finally {
    await server[Symbol.asyncDispose]()
  }
  const audit = auditSlots(await readSlots(house.database))
  expect(audit.doubled).toEqual([])
  expect(audit.absent).toEqual([])
  await expectNoIdleVerdicts(house)
  const { acknowledgements } = notes
  return [
    `${house.database.dialect}: ${rounds} kills -9 (seed ${seed})`,
    `${acknowledgements} acknowledged writes, none lost; ${unanswered} were under way`,
    auditText(audit),
    `verdict rows of ${steady.checks} checks whose targets stayed as they were: ${settled} before the first kill, as many after the last`,
  ]
}

/** Adds services whose targets stay as they are, and waits for their verdicts. */
async function settle(admin: Client, urls: readonly string[]): Promise<void> {
  const { checks, ...rest } = steady
  for (let index = 0; index < checks; index++) {
    const body = { ...rest, name: `steady ${index}`, url: urls[index % urls.length] }
    await admin.read('POST', '/api/v1/services', { body })
  }
  await until('their verdicts are settled', async () => {
    const services = await admin.services()
    return services.every(({ status }) => status !== 'UNKNOWN')
  })
}

type Blow = Load & { readonly afterMs: number }

/** @returns how many requests got no answer. */
async function loadAndKill(server: Server, blow: Blow): Promise<number> {
  const writing = writeUntilGone(blow)
  // Whatever goes wrong with the writers comes out here, not after the kill.
  await Promise.race([delay(blow.afterMs), writing])
  server.kill('SIGKILL')
  const [exit] = await Promise.all([server.exited, writing])
  expect(exit.signal).toBe('SIGKILL')
  const { owned, unanswered } = blow.notes
  return unanswered.length + [...owned.values()].filter(({ asked }) => asked !== null).length
}

/** Holds what is there against what was acknowledged, and settles what was not answered. */
export async function compare(client: Client, notes: Notes): Promise<void> {
  const present = new Map((await client.services()).map((service) => [service.id, service]))
  const lost: string[] = []
  for (const one of notes.owned.values()) {
    const found = present.get(one.id)
    const is = found === undefined ? 'gone' : { name: found.name, rev: found.rev }
    if (!same(is, one.acknowledged) && !same(is, one.asked)) {
      lost.push(`service ${one.id} is ${text(is)}, acknowledged was ${text(one.acknowledged)}`)
    }
    one.acknowledged = is
    one.asked = null
    if (is === 'gone') notes.owned.delete(one.id)
  }
  expect(lost, 'acknowledged writes that are not there').toEqual([])
  for (const creation of notes.unanswered.splice(0)) {
    adopt(notes, await post(client, creation))
  }
  const names = (await client.services()).map(({ name }) => name)
  expect(
    names.filter((name, index) => names.indexOf(name) !== index),
    'made twice',
  ).toEqual([])
  const known = new Set(notes.owned.keys())
  const strangers = (await client.services()).filter(
    ({ id, name }) => !known.has(id) && !/^(steady|Service|flag) ?/.test(name),
  )
  expect(strangers, 'services that nobody asked for').toEqual([])
}

type Version = Pick<ServiceJson, 'name' | 'rev'> | 'gone' | null

const text = (version: Version): string => JSON.stringify(version)
const same = (a: Version, b: Version): boolean => text(a) === text(b)

type Change = { checkId: number; from: string; to: string }

/** Every change of a check's verdict, in order. */
async function changes({ database }: House): Promise<readonly Change[]> {
  const rows = await database.query<{ data: string }>(
    `select data from journal_entries where type = 'check.verdict_changed' order by seq`,
  )
  return rows.map(({ data }) => JSON.parse(data))
}

/** Those of the steady services. */
async function verdictsOf(house: House): Promise<readonly Change[]> {
  const rows = await house.database.query<{ id: number }>(
    `select c.id from checks c join services v on v.id = c.service_id where v.name like 'steady%'`,
  )
  const ids = new Set(rows.map(({ id }) => id))
  return (await changes(house)).filter(({ checkId }) => ids.has(checkId))
}

/** Each row changes something, and begins where the one before it ended. */
async function expectNoIdleVerdicts(house: House): Promise<void> {
  const last = new Map<number, string>()
  const idle: Change[] = []
  for (const change of await changes(house)) {
    const before = last.get(change.checkId) ?? 'unknown'
    if (change.from === change.to || change.from !== before) idle.push(change)
    last.set(change.checkId, change.to)
  }
  expect(idle, 'verdict rows that change nothing, or that skip one').toEqual([])
}
