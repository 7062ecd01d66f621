import {
  type Actor,
  type Clock,
  type MaintenanceId,
  notFound,
  Refusal,
} from '../../kernel/index.ts'
import type { Maintenance } from './maintenance.ts'
import { type MaintenanceContext, parseMaintenance } from './maintenance-draft.ts'
import type { MaintenanceStore } from './maintenance-ports.ts'

/** Somebody saved over a version that is no longer the present one. */
export class StaleMaintenance extends Refusal {
  readonly current: Maintenance
  constructor(current: Maintenance) {
    super('stale', `${current.name} was changed by somebody else; it is at version ${current.rev}`)
    this.current = current
  }
}

export type MaintenancesOptions = Pick<MaintenanceContext, 'parseTags'> & {
  readonly store: MaintenanceStore
  readonly clock: Clock
}

type Change = { readonly input: unknown; readonly expectedRev: number }

export type Maintenances = ReturnType<typeof createMaintenances>

/** Maintenances that are not over, at most. */
const mostPlanned = 1_000

/** Planned work: what is down in it is no news. Input is unknown data. */
export function createMaintenances({ store, clock, parseTags }: MaintenancesOptions) {
  async function present(id: MaintenanceId): Promise<Maintenance> {
    const found = await store.find(id)
    if (found === null) throw notFound('maintenance', id)
    return found
  }
  const parse = (input: unknown) => parseMaintenance(input, { now: clock.now(), parseTags })

  return {
    list: (): Promise<readonly Maintenance[]> => store.list(),
    get: present,

    async create(input: unknown, actor: Actor): Promise<Maintenance> {
      const definition = parse(input)
      const planned = (await store.list()).filter(({ over }) => over === null)
      if (planned.length >= mostPlanned) {
        throw new Refusal(
          'conflict',
          `There are ${mostPlanned} maintenances that are not over; remove some first`,
        )
      }
      return store.create(definition, { actor, at: clock.now() })
    },

    /** Replaces the whole definition. A period that is under way ends, and may begin again at once. */
    async replace(id: MaintenanceId, change: Change, actor: Actor): Promise<Maintenance> {
      await present(id)
      const definition = parse(change.input)
      const { expectedRev } = change
      const saved = await store.save(id, { definition, expectedRev }, { actor, at: clock.now() })
      if (saved.kind === 'saved') return saved.maintenance
      if (saved.kind === 'stale') throw new StaleMaintenance(saved.current)
      throw notFound('maintenance', id)
    },

    /** Ends it now; one that recurs comes again at its next time. */
    async end(id: MaintenanceId, actor: Actor): Promise<Maintenance> {
      const before = await present(id)
      if (before.over !== null) {
        throw new Refusal('conflict', `${before.name} is over already`)
      }
      if (before.active === null && before.plan.kind === 'recurring') {
        throw new Refusal('conflict', `${before.name} is not under way; remove it to stop it`)
      }
      const ended = await store.end(id, { actor, at: clock.now() })
      if (ended === null) throw notFound('maintenance', id)
      return ended
    },

    async remove(id: MaintenanceId, actor: Actor, expectedRev?: number): Promise<void> {
      const found = await present(id)
      if (expectedRev !== undefined && found.rev !== expectedRev) throw new StaleMaintenance(found)
      if (!(await store.remove(id, { actor, at: clock.now() }))) throw notFound('maintenance', id)
    },
  }
}
