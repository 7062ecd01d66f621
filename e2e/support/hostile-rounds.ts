import { forgetPeak, peakResidentMb, residentMb } from '../../bench/support/process.ts'
import { type Client, firstAdmin, type ServiceJson } from './client.ts'
import type { Row } from './database.ts'
import { harmless, type Scenario } from './hostile.ts'
import type { House } from './house.ts'
import { stopCleanly } from './program.ts'
import { startTarget } from './target.ts'
import { until } from './until.ts'

export type HostileFigures = {
  readonly lines: readonly string[]
  /** The most that a scenario had the process grow at its peak, in 10^6 bytes. */
  readonly grownMb: number
  /** The latest start of a healthy check, after its slot. */
  readonly latestStartMs: number
  /** Slots of healthy checks. */
  readonly missed: number
  /** Hostile targets that were called up, or took longer than their timeout and a second, in words. */
  readonly wrong: readonly string[]
}

const healthyCount = 50
const healthy = { check_interval: '2s', timeout: '1s' }
const harmlessRounds = 5
const timeoutMs = 12_000
const patient = { check_interval: '60s', timeout: `${timeoutMs / 1_000}s` }
const deadlineMs = 60_000

type Ended = Row & { status: string; reason: string; total_ms: number }

/** Lets services of each scenario be checked, all at once, beside healthy ones. */
export async function meetHostile(
  house: House,
  of: readonly Scenario[],
  atOnce: number,
): Promise<HostileFigures> {
  await using well = await startTarget()
  await using server = await house.serve()
  const admin = await firstAdmin(server)
  const ids: number[] = []
  for (let n = 0; n < healthyCount; n++) {
    const { id } = await add(admin, { ...healthy, name: `healthy ${n}`, url: well.url })
    ids.push(id)
  }
  const met: Met[] = []
  // First some that mean no harm: what ordinary answers leave to be collected is not the others' doing.
  for (const scenario of [...Array<Scenario>(harmlessRounds).fill(harmless), ...of]) {
    const [from, before] = [Date.now(), residentMb(server.pid)]
    forgetPeak(server.pid)
    const ended = await meet(house, admin, scenario, atOnce)
    const grownMb = peakResidentMb(server.pid) - before
    met.push({ name: scenario.name, from, to: Date.now(), ended, grownMb })
  }
  const hostile = met.splice(harmlessRounds)
  const [usualMb, resident] = [
    Math.max(...met.map(({ grownMb }) => grownMb)),
    residentMb(server.pid),
  ]
  await stopCleanly(server)
  const slots = await outcomesOf<Started>(house, ids, startedColumns)
  const punctual = hostile.map((one) => punctuality(slots, one))
  return {
    lines: [
      ...hostile.map((one, index) => lineOf(one, punctual[index] as Punctuality)),
      `  a harmless page of 200 kB: peak ${usualMb.toFixed(1)} MB more; resident after all ${resident.toFixed(0)} MB`,
    ],
    grownMb: Math.max(...hostile.map(({ grownMb }) => grownMb)),
    latestStartMs: Math.max(...punctual.map(({ latestStartMs }) => latestStartMs)),
    missed: punctual.reduce((sum, { missed }) => sum + missed, 0),
    wrong: hostile.flatMap(faultOf),
  }
}

/** What came of a scenario, and when. */
type Met = {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly ended: readonly Ended[]
  /** How much more was resident at its peak than before it. */
  readonly grownMb: number
}

type Punctuality = { readonly latestStartMs: number; readonly missed: number }

function faultOf({ name, ended }: Met): readonly string[] {
  const late = ended.filter(({ total_ms }) => total_ms > timeoutMs + 1_000).length
  const up = ended.filter(({ status }) => status !== 'down').length
  return late + up === 0 ? [] : [`${name}: ${late} took too long, ${up} were not down`]
}

function lineOf({ name, ended, grownMb }: Met, { latestStartMs, missed }: Punctuality): string {
  const reasons = [...new Set(ended.map(({ reason }) => reason))].join(', ')
  return `  ${name}: ${reasons}; peak ${grownMb.toFixed(1)} MB more; others at most ${latestStartMs} ms late, ${missed} missed`
}

const add = (admin: Client, body: object) =>
  admin.read<ServiceJson>('POST', '/api/v1/services', { body })

/** @returns the first outcome of each of the services */
async function meet(house: House, admin: Client, scenario: Scenario, atOnce: number) {
  await using target = await scenario.open(atOnce)
  const { url, config } = target
  const ids: number[] = []
  for (let n = 0; n < atOnce; n++) {
    const { id } = await add(admin, { ...patient, name: `hostile ${n}`, url, config })
    ids.push(id)
  }
  const ended = await until(
    `each of ${scenario.name} has ended`,
    async () => {
      const rows = await outcomesOf<Ended>(house, ids, 'o.status, o.reason, o.total_ms')
      return rows.length >= atOnce && rows
    },
    { deadlineMs, everyMs: 200 },
  )
  for (const id of ids) await admin.ask('DELETE', `/api/v1/services/${id}`)
  return ended
}

const outcomesOf = <Of extends Row>({ database }: House, ids: readonly number[], columns: string) =>
  database.query<Of>(
    `select ${columns} from checks_outcomes o join checks c on c.id = o.check_id
      where c.service_id in (${ids.join(', ')})`,
  )

type Started = Row & { slot: number; slots: number; status: string; checked_at: number }

const startedColumns = 'o.slot, o.slots, o.status, o.checked_at'

/** How it was with healthy checks whose slots came while a scenario ran. */
function punctuality(slots: readonly Started[], { from, to }: Met): Punctuality {
  const then = slots.filter(({ slot }) => slot >= from && slot < to)
  const ran = then.filter(({ status }) => status !== 'missed')
  const missed = then.filter(({ status }) => status === 'missed')
  return {
    latestStartMs: ran.reduce((most, one) => Math.max(most, one.checked_at - one.slot), 0),
    missed: missed.reduce((sum, { slots: count }) => sum + count, 0),
  }
}
