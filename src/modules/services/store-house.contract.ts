import type { Page, PageRequest } from '../../kernel/index.ts'
import type { JournalStore } from '../journal/index.ts'
import type { ServiceQuery, ServiceStore, ServiceViews } from './ports.ts'

/** A service store and what must stand in the commits of its writes. */
export type House = {
  readonly services: ServiceStore
  readonly views: ServiceViews
  readonly journal: JournalStore
  readonly identity: { audit(request: PageRequest): Promise<Page<Audited>> }
}

type Audited = {
  readonly at: number
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly requestId: string | null
}

/** Makes an empty database; each `open` is a store on it that shares nothing else with the others. */
export type Fresh = () => Promise<{ open(): Promise<House> }>

export const everything: ServiceQuery = { search: null, status: null, page: 1, limit: 100 }

export const trail = async ({ identity }: House) =>
  (await identity.audit({ page: 1, limit: 100 })).items

export function pick(houses: readonly House[], i: number): House {
  const house = houses[i % houses.length]
  if (house === undefined) throw new Error('no house')
  return house
}
