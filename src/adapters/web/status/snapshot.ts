import type { EpochMs } from '../../../kernel/index.ts'
import type { Board, Entry } from '../board/index.ts'
import { plain } from '../fragments/index.ts'
import {
  type Counts,
  noCounts,
  type PublicService,
  type PublicState,
  type PublicWindow,
  type Snapshot,
} from './golden.ts'
import { type Extras, isActive, type MaintenanceWindow } from './ports.ts'
import type { Published } from './published.ts'
import { isExcused } from './told.ts'

export type Facts = {
  readonly title: string
  readonly board: Board
  readonly published: Published['list']
  readonly extras: Extras
  readonly now: EpochMs
}

/** What a window names of its services; the others are counted. */
const namesMost = 20

/** The public status of now, but for its changes: field by field, so that nothing else slips in. */
export function snapshotOf(facts: Facts): Omit<Snapshot, 'changes'> {
  const { board, published, extras, now } = facts
  const active = extras.windows.filter((window) => isActive(window, now))
  const services = published.flatMap(({ id, group }): PublicService[] => {
    const entry = board.entry(id)
    return entry === undefined ? [] : [publicOf(entry, group, { active, extras })]
  })
  const stale = board.stale()
  return {
    title: facts.title,
    asOf: stale?.since ?? now,
    stale: stale !== null,
    counts: countsOf(services),
    services,
    windows: windowsOf(services, extras.windows, now),
  }
}

type Around = { readonly active: readonly MaintenanceWindow[]; readonly extras: Extras }

function publicOf({ service }: Entry, group: string, { active, extras }: Around): PublicService {
  const { id, name, status, since, recent, maintenance } = service
  // The board knows of one that has just begun before the windows are read again.
  const isWorkedOn = maintenance !== null || active.some(({ covers }) => covers(id))
  return {
    id,
    name: plain(name),
    group,
    state: isExcused(status) && isWorkedOn ? 'maintenance' : status,
    since,
    recent,
    uptime: extras.uptime.get(id) ?? null,
  }
}

function countsOf(services: readonly PublicService[]): Counts {
  const counts = { ...noCounts }
  for (const { state } of services) counts[state] += 1
  return counts
}

/** Windows that are over, or have no public service in them, are not told. */
function windowsOf(
  services: readonly PublicService[],
  windows: readonly MaintenanceWindow[],
  now: EpochMs,
): PublicWindow[] {
  return windows
    .filter(({ endsAt }) => endsAt === null || endsAt > now)
    .map((window) => ({ window, within: services.filter(({ id }) => window.covers(id)) }))
    .filter(({ within }) => within.length > 0)
    .map(({ window, within }) => ({
      startsAt: window.startsAt,
      endsAt: window.endsAt,
      active: isActive(window, now),
      services: within.slice(0, namesMost).map(({ name }) => name),
      total: within.length,
    }))
    .sort((a, b) => a.startsAt - b.startsAt)
    .slice(0, windowsMost)
}

const windowsMost = 20

/** Before anything was read. */
export const nothingKnown = (title: string, now: EpochMs): Snapshot => ({
  title,
  asOf: now,
  stale: true,
  counts: noCounts,
  services: [],
  windows: [],
  changes: [],
})

/** Severity, the worst first: what a list that is too long shows. */
const severity: Record<PublicState, number> = {
  down: 0,
  degraded: 1,
  unknown: 2,
  maintenance: 3,
  paused: 4,
  up: 5,
}

/** At most so many, in their order. Of more than that, the worst. */
export function worstOf(
  services: readonly PublicService[],
  most: number,
): readonly PublicService[] {
  if (services.length <= most) return services
  const chosen = new Set(
    services.toSorted((a, b) => severity[a.state] - severity[b.state]).slice(0, most),
  )
  return services.filter((service) => chosen.has(service))
}
