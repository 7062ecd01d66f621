import type { MaintenanceId } from '../../../../kernel/index.ts'
import type {
  Maintenance,
  MaintenanceDefinition,
  MaintenanceEnd,
  MaintenancePlan,
  MaintenanceScope,
} from '../../../../modules/checks/index.ts'
import { all, flag, maybe, type Row, type Tx, type Value } from '../statement.ts'

export type MaintenanceRow = Row & {
  id: number
  name: string
  plan: string
  scope: string
  ends_when_green: number
  next_at: number | null
  active_from: number | null
  active_until: number | null
  over_at: number | null
  over_reason: string | null
  covered_at: number | null
  rev: number
  created_at: number
  updated_at: number
}

/** A row, and up to when services were looked through for those that it covers. */
export type Kept = Maintenance & { readonly coveredAt: number | null }

const select = `select id, name, plan, scope, ends_when_green, next_at, active_from, active_until,
    over_at, over_reason, covered_at, rev, created_at, updated_at
  from checks_maintenance`

/** The words in these columns are written from these types alone. */
const toMaintenance = (row: MaintenanceRow): Kept => ({
  id: row.id as MaintenanceId,
  name: row.name,
  plan: JSON.parse(row.plan) as MaintenancePlan,
  scope: JSON.parse(row.scope) as MaintenanceScope,
  endsWhenGreen: row.ends_when_green === 1,
  active:
    row.active_from === null || row.active_until === null
      ? null
      : { from: row.active_from, to: row.active_until },
  nextAt: row.next_at,
  over:
    row.over_at === null ? null : { at: row.over_at, reason: row.over_reason as MaintenanceEnd },
  rev: row.rev,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  coveredAt: row.covered_at,
})

export const definitionValues = (of: MaintenanceDefinition): Value[] => [
  of.name,
  JSON.stringify(of.plan),
  JSON.stringify(of.scope),
  flag(of.endsWhenGreen),
]

const bare = ({ coveredAt: _, ...maintenance }: Kept): Maintenance => maintenance

export function* listMaintenances(): Tx<readonly Maintenance[]> {
  const open = yield* selectMaintenances('where next_at is not null order by next_at, id')
  const over = yield* selectMaintenances('where next_at is null order by over_at desc, id desc')
  return [...open, ...over].map(bare)
}

export function* selectMaintenances(where: string, ...params: Value[]): Tx<readonly Kept[]> {
  return (yield* all<MaintenanceRow>(`${select} ${where}`, ...params)).map(toMaintenance)
}

export function* findMaintenance(id: MaintenanceId): Tx<Maintenance | null> {
  const row = yield* maybe<MaintenanceRow>(`${select} where id = ?`, id)
  return row === null ? null : bare(toMaintenance(row))
}

/** Takes the row: whoever else would change it waits. */
export function* takeMaintenance(id: MaintenanceId): Tx<Kept | null> {
  const row = yield* maybe<MaintenanceRow>(`${select} where id = ? /*pg for update*/`, id)
  return row === null ? null : toMaintenance(row)
}
