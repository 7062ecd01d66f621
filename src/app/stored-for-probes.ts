import type { Standing, Stored } from '../adapters/probes/index.ts'
import type { SqlStore } from '../adapters/stores/sql/index.ts'
import type { EpochMs, ServiceId } from '../kernel/index.ts'
import type { Service } from '../modules/services/index.ts'

/** What probes ask of this installation itself. */
export const storedFor = (
  { heartbeats, views }: Pick<SqlStore, 'heartbeats' | 'views'>,
  listeningSince: EpochMs,
): Stored => ({
  listeningSince,
  heartbeat: (target) => heartbeats.of(target),
  standings: async (ids) => (await views.some(ids)).map(standingOf),
})

const standingOf = ({ id, name, status, type, config }: Service): Standing => ({
  id,
  name,
  status,
  members: type === 'group' ? idsOf(config.members) : [],
})

const idsOf = (members: unknown): readonly ServiceId[] =>
  Array.isArray(members) ? members.filter((id) => Number.isInteger(id)) : []
