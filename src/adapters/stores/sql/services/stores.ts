import type { Page, Seq, ServiceId, Write } from '../../../../kernel/index.ts'
import {
  ownServiceId,
  type Service,
  type ServiceDefinition,
  type ServiceQuery,
  type ServiceStore,
  type ServiceViews,
} from '../../../../modules/services/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { all, maybe, one, type Tx } from '../statement.ts'
import {
  allServices,
  type Filter,
  findService,
  ownedByFile,
  ownedBySystem,
  selectServices,
  someServices,
} from './rows.ts'
import { createOnce, createService, removeService, saveService } from './write.ts'

export const createServiceStore = (driver: Driver): ServiceStore => ({
  create: (definition, write, idempotency) =>
    driver.write(() =>
      idempotency === null
        ? createService({ definition, write })
        : createOnce({ definition, write }, idempotency),
    ),
  save: (id, { definition, expectedRev }, write) =>
    driver.write(() => saveService({ id, definition, expectedRev, write })),
  remove: (id, write, expectedRev) => driver.write(() => removeService(id, write, expectedRev)),
  find: (id) => driver.read(() => findService(id)),
  list: (query) => driver.read(() => list(query)),
})

export const createServiceViews = (driver: Driver): ServiceViews => ({
  all: () =>
    driver.read(function* () {
      const { value } = yield* one<{ value: number }>(
        'select value from journal_sequence where one = 1',
      )
      return { services: yield* allServices(), seq: value as Seq }
    }),
  some: (ids) => driver.read(() => someServices(ids)),
})

function filterOf({ search, status }: ServiceQuery): Filter {
  const params: string[] = []
  let where = `coalesce(v.owned_by, '') <> '${ownedBySystem}'`
  if (search !== null && search !== '') {
    const part = `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
    where += ` and (pharos_lower(v.name) like ? escape '\\' or pharos_lower(c.target) like ? escape '\\')`
    params.push(part, part)
  }
  if (status !== null) {
    where += ' and ss.status = ?'
    params.push(status)
  }
  return { where, params }
}

function* list(query: ServiceQuery): Tx<Page<Service>> {
  const { page, limit } = query
  const filter = filterOf(query)
  const { total } = yield* one<{ total: number }>(
    `select count(*) as total from services v
      join checks c on c.service_id = v.id
      join checks_service_states ss on ss.service_id = v.id where ${filter.where}`,
    ...filter.params,
  )
  const items = yield* selectServices(filter, limit, (page - 1) * limit)
  return { items, total, page, limit }
}

/** Services that are not the users': Pharos' own, and those of the configuration file. */
export type OwnedServices = {
  /** Makes Pharos' own service, or brings it up to date. */
  keepOwn(definition: ServiceDefinition, write: Write): Promise<void>
  /** Makes the file's services what these definitions say; those that the file no longer has go. */
  keepFromFile(definitions: readonly ServiceDefinition[], write: Write): Promise<void>
}

export const createOwnedServices = (driver: Driver): OwnedServices => ({
  keepOwn: (definition, write) =>
    driver.write(function* () {
      yield* keep({ definition, write, owner: { ownedBy: ownedBySystem, id: ownServiceId } })
    }),
  keepFromFile: (definitions, write) =>
    driver.write(function* () {
      const keys = new Set(definitions.map(({ name }) => ownedByFile + name))
      const present = yield* all<{ id: number; owned_by: string }>(
        'select id, owned_by from services where owned_by like ?',
        `${ownedByFile}%`,
      )
      for (const { id, owned_by } of present) {
        if (!keys.has(owned_by)) yield* removeService(id as ServiceId, write)
      }
      for (const definition of definitions) {
        yield* keep({ definition, write, owner: { ownedBy: ownedByFile + definition.name } })
      }
    }),
})

type Kept = {
  readonly definition: ServiceDefinition
  readonly write: Write
  readonly owner: { readonly ownedBy: string; readonly id?: ServiceId }
}

function* keep(service: Kept): Tx<void> {
  const row = yield* maybe<{ id: number }>(
    'select id from services where owned_by = ?',
    service.owner.ownedBy,
  )
  const before = row === null ? null : yield* findService(row.id as ServiceId)
  if (before === null) {
    yield* createService(service)
    return
  }
  const { definition, write } = service
  if (same(before, definition)) return
  yield* saveService({ id: before.id, definition, expectedRev: before.rev, write })
}

const compared = [
  'name',
  'type',
  'url',
  'intervalMs',
  'timeoutMs',
  'failuresToDown',
  'successesToUp',
  'degradedAboveMs',
  'retries',
  'flappingAfter',
  'paused',
] as const

const same = (before: Service, after: ServiceDefinition): boolean =>
  compared.every((field) => before[field] === after[field]) &&
  JSON.stringify(before.config) === JSON.stringify(after.config) &&
  before.tags.join() === after.tags.join() &&
  String(before.dependsOn) === String(after.dependsOn)
