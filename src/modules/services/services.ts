import {
  type Actor,
  type Clock,
  invalid,
  notFound,
  type Page,
  Refusal,
  type Seq,
  type ServiceId,
} from '../../kernel/index.ts'
import { type Defaults, define, parseDraft, parsePatch } from './draft.ts'
import type {
  Idempotency,
  SaveResult,
  ServiceQuery,
  ServiceStore,
  Targets,
  Written,
} from './ports.ts'
import type { Service } from './service.ts'

/** Somebody saved over a version that is no longer the present one. */
export class StaleService extends Refusal {
  readonly current: Service
  constructor(current: Service) {
    super('stale', `${current.name} was changed by somebody else; it is at version ${current.rev}`)
    this.current = current
  }
}

export type ServicesOptions = {
  readonly store: ServiceStore
  readonly targets: Targets
  readonly clock: Clock
  readonly defaults: Defaults
}

export type Services = ReturnType<typeof createServices>

/** The catalogue of what is watched. Input is unknown data; refusals say which field is wrong. */
export function createServices({ store, targets, clock, defaults }: ServicesOptions) {
  async function present(id: ServiceId): Promise<Service> {
    const service = await store.find(id)
    if (service === null) throw notFound('service', id)
    return service
  }

  async function changeable(id: ServiceId): Promise<Service> {
    const service = await present(id)
    if (service.system)
      throw new Refusal('forbidden', 'Pharos watches itself; this cannot be changed')
    if (service.fromFile) {
      throw new Refusal(
        'forbidden',
        `${service.name} is defined in the configuration file; change it there`,
      )
    }
    return service
  }

  const settle = (id: ServiceId, result: SaveResult): Written<Service> => {
    if (result.kind === 'saved') return { value: result.service, seq: result.seq }
    if (result.kind === 'stale') throw new StaleService(result.current)
    throw notFound('service', id)
  }

  return {
    async create(
      input: unknown,
      actor: Actor,
      idempotency: Idempotency | null = null,
    ): Promise<Written<Service>> {
      const definition = define(parseDraft(input, defaults), targets)
      return store.create(definition, { actor, at: clock.now() }, idempotency)
    },

    /** Replaces the whole definition; fields that are left out get their defaults. */
    async replace(id: ServiceId, change: Change, actor: Actor): Promise<Written<Service>> {
      const service = await changeable(id)
      const definition = define(parseDraft(change.input, defaults), targets, service)
      const { expectedRev } = change
      return settle(
        id,
        await store.save(id, { definition, expectedRev }, { actor, at: clock.now() }),
      )
    },

    /** Changes the fields that are named. */
    async patch(id: ServiceId, change: Change, actor: Actor): Promise<Written<Service>> {
      const service = await changeable(id)
      if (service.rev !== change.expectedRev) throw new StaleService(service)
      const draft = parsePatch(change.input, service)
      const moved = draft.url !== service.url && draft.config === service.config
      const definition = define(
        moved ? { ...draft, config: keptConfig(service, draft.url) } : draft,
        targets,
        service,
      )
      const { expectedRev } = change
      return settle(
        id,
        await store.save(id, { definition, expectedRev }, { actor, at: clock.now() }),
      )
    },

    /** @param expectedRev the version that may go; any when it is left out */
    async remove(id: ServiceId, actor: Actor, expectedRev?: number): Promise<Seq> {
      const service = await changeable(id)
      if (expectedRev !== undefined && service.rev !== expectedRev) throw new StaleService(service)
      const seq = await store.remove(id, { actor, at: clock.now() }, expectedRev)
      if (seq !== null) return seq
      throw expectedRev === undefined
        ? notFound('service', id)
        : new StaleService(await present(id))
    },

    get: present,
    list: (query: ServiceQuery): Promise<Page<Service>> => store.list(query),
  }
}

export type Change = { readonly input: unknown; readonly expectedRev: number }

/** Settings of one probe mean nothing to another: a URL of another scheme starts with defaults. */
function keptConfig(service: Service, url: string): Readonly<Record<string, unknown>> {
  const [before, after] = [URL.parse(service.url), URL.parse(url)]
  if (after === null) throw invalid([{ path: 'url', message: 'is not a URL' }])
  const family = (protocol: string) => protocol.replace(/^https:$/, 'http:')
  return before !== null && family(before.protocol) === family(after.protocol) ? service.config : {}
}
