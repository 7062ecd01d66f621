import type { Client } from '../support/client.ts'

/** What a user may set of a service, as REST says it. */
export type Wishes = {
  readonly name: string
  readonly url: string
  readonly paused: boolean
  readonly tags: readonly string[]
  readonly timeout: number | null
}

type Json = Wishes & { readonly id: number; readonly rev: number; readonly status: string }

/** A service as everybody committed it, or its removal. */
export type Known = { readonly id: number; readonly rev: number; readonly wishes: Wishes }

/** All that was committed in one interleaving. */
export type Model = {
  readonly services: Map<number, Known>
  readonly gone: Set<number>
  /** For names that nothing else has. */
  readonly prefix: string
  count: number
}

export const newModel = (prefix: string): Model => ({
  services: new Map(),
  gone: new Set(),
  prefix,
  count: 0,
})

export const nameIn = (model: Model, word: string): string => {
  model.count += 1
  return `${model.prefix} ${word} ${model.count}`
}

export const oneOf = (model: Model, which: number): Known | undefined =>
  [...model.services.values()][which % Math.max(1, model.services.size)]

const wishesOf = ({ name, url, paused, tags, timeout }: Json): Wishes => ({
  name,
  url,
  paused,
  tags,
  timeout,
})

/** Seldom enough that nothing moves by itself after the first check of each version. */
const quiet = { check_interval: '6h', failures_to_down: 1, successes_to_up: 1 }

export async function create(
  model: Model,
  client: Client,
  wishes: { readonly name: string; readonly url: string; readonly paused?: boolean },
): Promise<Known> {
  const body = { ...quiet, ...wishes }
  const made = await client.read<Json>('POST', '/api/v1/services', { body })
  return learn(model, made)
}

/** A change by REST, on top of what is known to be there. Throws when anything else came of it. */
export async function change(
  model: Model,
  client: Client,
  { known, wish }: { readonly known: Known; readonly wish: Partial<Wishes> },
): Promise<void> {
  const path = `/api/v1/services/${known.id}`
  const headers = { 'If-Match': `"svc-${known.id}-r${known.rev}"` }
  const now = await client.read<Json>('PATCH', path, { body: wish, headers })
  expectSame(known, now, wish)
  learn(model, now)
}

export async function remove(model: Model, client: Client, { id }: Known): Promise<void> {
  const { status, text } = await client.ask('DELETE', `/api/v1/services/${id}`)
  if (status !== 204) throw new Error(`a deletion was answered ${status}: ${text}`)
  forget(model, id)
}

export function forget(model: Model, id: number): void {
  model.services.delete(id)
  model.gone.add(id)
}

function learn(model: Model, json: Json): Known {
  const known = { id: json.id, rev: json.rev, wishes: wishesOf(json) }
  model.services.set(json.id, known)
  return known
}

/** After a write that came through a page: reads what is there, and that nothing else changed. */
export async function adopt(
  model: Model,
  client: Client,
  { known, wish }: { readonly known: Known; readonly wish: Partial<Wishes> },
): Promise<void> {
  const now = await client.read<Json>('GET', `/api/v1/services/${known.id}`)
  expectSame(known, now, wish)
  learn(model, now)
}

/** A service that was made through a page. */
export async function adoptNew(model: Model, client: Client, id: number): Promise<void> {
  learn(model, await client.read<Json>('GET', `/api/v1/services/${id}`))
}

function expectSame(before: Known, now: Json, wish: Partial<Wishes>): void {
  const wanted = JSON.stringify({ ...before.wishes, ...wish })
  const found = JSON.stringify(wishesOf(now))
  if (found !== wanted) throw new Error(`I4: a write made ${found} where ${wanted} was wanted`)
}

/** What the store has, compared with all that was committed. */
export async function lostIn(model: Model, client: Client): Promise<string[]> {
  const faults: string[] = []
  for (const { id, rev, wishes } of model.services.values()) {
    const { status, text } = await client.get(`/api/v1/services/${id}`)
    const now = status === 200 ? (JSON.parse(text) as Json) : null
    const found = JSON.stringify(now && { rev: now.rev, ...wishesOf(now) })
    const wanted = JSON.stringify({ rev, ...wishes })
    if (found !== wanted) faults.push(`I4: service ${id} is ${found}, committed was ${wanted}`)
  }
  for (const id of model.gone) {
    const { status } = await client.get(`/api/v1/services/${id}`)
    if (status !== 404) faults.push(`I4: service ${id} was deleted and is answered ${status}`)
  }
  return faults
}

/** Whether a service has the verdict that its target must get. */
export async function isSettled(client: Client, known: Known, good: string): Promise<boolean> {
  const now = await client.read<Json>('GET', `/api/v1/services/${known.id}`)
  if (known.wishes.paused) return now.status === 'PAUSED'
  return now.status === (known.wishes.url === good ? 'UP' : 'DOWN')
}
