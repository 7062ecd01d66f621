import type { EpochMs, Seq } from '../../kernel/index.ts'
import type { DomainEvent, JournalStore } from '../journal/index.ts'
import { rowsOf } from '../journal/rows.contract.ts'
import { aService, by } from '../services/examples.contract.ts'
import type { Service, ServiceDefinition, ServiceStore } from '../services/index.ts'
import type { Check } from './check.ts'
import type { ResultOutcome, Slot } from './outcome.ts'
import type {
  Claim,
  ClaimRequest,
  OutcomeReader,
  OutcomeRecord,
  OutcomeStore,
  Report,
  ScheduleStore,
} from './ports.ts'

/** The stores of checks, and what they live among: a check comes and goes with its service. */
export type House = {
  readonly schedule: ScheduleStore & OutcomeStore
  readonly outcomes: OutcomeReader
  readonly services: ServiceStore
  readonly journal: JournalStore
  readonly commits: { readonly count: number }
}

/** Makes an empty database; each `open` is a store on it that shares nothing else with the others. */
export type Fresh = () => Promise<{ open(): Promise<House> }>

/** A claim at this slot time by a scheduler that has been there for ever. */
export const claimAt = (now: EpochMs, differs: Partial<ClaimRequest> = {}): ClaimRequest => ({
  now,
  startedAt: 0,
  jumped: false,
  limit: 100,
  defaultTimeoutMs: 10_000,
  ...differs,
})

/** Within this after its creation every check has its first slot. */
export const firstSlotsMs = 5_000

export async function add(
  house: House,
  differs: Partial<ServiceDefinition> = {},
): Promise<Service> {
  return (await house.services.create(aService(differs), by('ann'), null)).value
}

/** A service and the claim of its check's first slot. Nothing else may be due. */
export async function addClaimed(
  house: House,
  differs: Partial<ServiceDefinition> = {},
): Promise<Claim & { readonly service: Service; readonly now: EpochMs }> {
  const service = await add(house, differs)
  const now = service.since + firstSlotsMs
  const { claims } = await house.schedule.claim(claimAt(now))
  return { ...only(claims), service, now }
}

export const reportOf = (
  { check, slot }: { readonly check: Pick<Check, 'id' | 'rev'>; readonly slot: Slot },
  differs: Partial<ResultOutcome> = {},
): Report => ({
  checkRev: check.rev,
  outcome: {
    kind: 'result',
    checkId: check.id,
    slot,
    status: 'up',
    reason: 'ok',
    message: 'answered 200',
    phases: { dnsMs: 1, connectMs: 2.5, tlsMs: null, firstByteMs: 4, totalMs: 12.25 },
    checkedAt: slot + 20,
    ...differs,
  },
})

/** What a report that says *down* differs in. */
export const failed = { status: 'down', reason: 'timeout', message: 'no answer' } as const

/** Every outcome of a service, newest first, from all pages, with the total that each page named. */
export async function allOutcomes({ outcomes }: House, service: Service) {
  const items: OutcomeRecord[] = []
  const totals = new Set<number>()
  for (let page = 1; ; page++) {
    const part = await outcomes.outcomesOf(service.id, { page, limit: 200 })
    items.push(...part.items)
    totals.add(part.total)
    if (part.items.length === 0) return { items, total: only([...totals]) }
  }
}

export const eventsAfter = async ({ journal }: House, after: Seq): Promise<DomainEvent[]> =>
  rowsOf(await journal.tail(after, 10_000)).map(({ event }) => event)

export function only<Item>(items: readonly Item[]): Item {
  const [first] = items
  if (first === undefined || items.length > 1) throw new Error(`${items.length} instead of one`)
  return first
}

/** The i-th of the houses, counted round. */
export function turn<Item>(items: readonly Item[], i: number): Item {
  const item = items[i % items.length]
  if (item === undefined) throw new Error('there is none')
  return item
}
