import { randomUUID } from 'node:crypto'
import type { Client, ServiceJson } from './client.ts'

/** A service as its writer knows it. */
export type Version = { readonly name: string; readonly rev: number }

export type Owned = {
  readonly id: number
  /** What the server has acknowledged. */
  acknowledged: Version | 'gone'
  /** What was asked for and not answered: it may or may not have come true. */
  asked: Version | 'gone' | null
}

/** A service that was asked for and not answered. */
export type Creation = { readonly name: string; readonly url: string; readonly key: string }

/** Everything that the writers were told, and what they were not told any more. */
export type Notes = {
  readonly owned: Map<number, Owned>
  readonly unanswered: Creation[]
  acknowledgements: number
}

export const emptyNotes = (): Notes => ({ owned: new Map(), unanswered: [], acknowledgements: 0 })

export type Load = {
  readonly client: Client
  readonly notes: Notes
  /** What the services watch. */
  readonly urls: readonly [string, ...string[]]
  /** In [0, 1). */
  readonly chance: () => number
}

const writers = 6
/** Each writer has at most this many services at a time. */
const perWriter = 25
const shares = { create: 0.2, remove: 0.02 }

/** Creates, changes and deletes services from several sides until the server is gone. */
export async function writeUntilGone(load: Load): Promise<void> {
  const owned = [...load.notes.owned.values()].filter((one) => one.acknowledged !== 'gone')
  const share = Map.groupBy(owned, (one) => one.id % writers)
  await Promise.all(
    Array.from({ length: writers }, (_, writer) => write(load, share.get(writer) ?? [])),
  )
}

async function write(load: Load, mine: Owned[]): Promise<void> {
  let answered = true
  while (answered) answered = await act(load, mine)
}

/** Does one thing of three. @returns whether the server answered. */
async function act(load: Load, mine: Owned[]): Promise<boolean> {
  const { chance } = load
  const wish = chance()
  const one = mine[Math.floor(chance() * mine.length)]
  const full = mine.length >= perWriter
  if (one === undefined || (!full && wish < shares.create)) return create(load, mine)
  if (wish > 1 - shares.remove) return remove(load, { one, mine })
  return rename(load, one)
}

async function create(load: Load, mine: Owned[]): Promise<boolean> {
  const { client, notes, urls, chance } = load
  const url = urls[Math.floor(chance() * urls.length)] ?? urls[0]
  const creation = { name: `made ${randomUUID()}`, url, key: randomUUID() }
  notes.unanswered.push(creation)
  const made = await send(() => post(client, creation))
  if (made === null) return false
  notes.unanswered.splice(notes.unanswered.indexOf(creation), 1)
  notes.acknowledgements += 1
  mine.push(adopt(notes, made))
  return true
}

/** Asks for a service. The same creation may be asked for again. */
export const post = (client: Client, { name, url, key }: Creation) =>
  client.read<ServiceJson>('POST', '/api/v1/services', {
    body: { name, url, check_interval: 1 },
    headers: { 'Idempotency-Key': key },
  })

export function adopt(notes: Notes, { id, name, rev }: ServiceJson): Owned {
  const one: Owned = { id, acknowledged: { name, rev }, asked: null }
  notes.owned.set(id, one)
  return one
}

async function rename({ client, notes }: Load, one: Owned): Promise<boolean> {
  if (one.acknowledged === 'gone') return true
  const name = `renamed ${randomUUID()}`
  const { rev } = one.acknowledged
  one.asked = { name, rev: rev + 1 }
  const headers = { 'If-Match': `"svc-${one.id}-r${rev}"` }
  const path = `/api/v1/services/${one.id}`
  const changed = await send(() =>
    client.read<ServiceJson>('PATCH', path, { body: { name }, headers }),
  )
  if (changed === null) return false
  one.acknowledged = { name: changed.name, rev: changed.rev }
  one.asked = null
  notes.acknowledgements += 1
  return true
}

async function remove(
  { client, notes }: Load,
  { one, mine }: { one: Owned; mine: Owned[] },
): Promise<boolean> {
  one.asked = 'gone'
  const removed = await send(() => client.ask('DELETE', `/api/v1/services/${one.id}`))
  if (removed === null) return false
  if (removed.status !== 204) throw new Error(`a deletion was answered ${removed.status}`)
  one.acknowledged = 'gone'
  one.asked = null
  notes.acknowledgements += 1
  mine.splice(mine.indexOf(one), 1)
  return true
}

/** `null` when the connection broke: then nobody knows what became of the request. */
async function send<Answer>(request: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await request()
  } catch (error) {
    // What `fetch` throws when there is no answer, or when it breaks off.
    if (error instanceof TypeError) return null
    throw error
  }
}
