import { Refusal, type RefusalCode } from '../../../kernel/index.ts'
import { type Fields, numberOf, pageOf, shown, textOf } from '../answer.ts'
import type { Client } from '../client.ts'
import type { ServiceFile, ServicePlan } from '../ports.ts'
import { getService } from '../services.ts'

type Refused = { readonly kind: 'refused'; readonly reason: string }

/** An entry, and what becomes of it. */
export type Step = {
  readonly of: 'service' | 'channel'
  readonly name: string
  /** The one of that name that is there. */
  readonly id: number | null
  what: ServicePlan | Refused
}

/** Holds the entries of a file against the services that there are. */
export function planServices(
  entries: readonly unknown[],
  services: readonly Fields[],
  file: Pick<ServiceFile, 'plan'>,
): readonly Step[] {
  const users = services.filter(({ system }) => system !== true)
  const byName = Map.groupBy(users, ({ name }) => name)
  const seen = new Set<string>()
  return entries.map((entry, index): Step => {
    const name = nameOf(entry)
    const found = name === null ? [] : (byName.get(name) ?? [])
    const shownName = name ?? `entry ${index + 1}`
    const id = found[0] === undefined ? null : numberOf(found[0], 'id')
    const why = ambiguity(name, found, seen)
    if (name !== null) seen.add(name)
    const what: Step['what'] =
      why === null
        ? attempt(() => file.plan(entry, found[0] ?? null))
        : { kind: 'refused', reason: why }
    return { of: 'service', name: shownName, id, what }
  })
}

/** A channel of a name that is there stays as it is: its secrets cannot be compared. */
export function planChannels(entries: readonly Fields[], channels: readonly Fields[]): Step[] {
  const names = new Set(channels.map(({ name }) => name))
  return entries.map((body): Step => {
    const name = nameOf(body) ?? 'a channel'
    const what: ServicePlan = names.has(name) ? { kind: 'same' } : { kind: 'create', body }
    return { of: 'channel', name, id: null, what }
  })
}

/** The channels that there are; none where the server knows no channels. */
export async function everyChannel(client: Client): Promise<readonly Fields[]> {
  const { value } = await client({ method: 'GET', path: '/channels?limit=200' })
  return pageOf(value).items
}

/** As the server keeps it: without spaces around it. */
const nameOf = (entry: unknown): string | null =>
  typeof entry === 'object' && entry !== null
    ? (textOf(entry as Fields, 'name')?.trim() ?? null)
    : null

function ambiguity(name: string | null, found: readonly Fields[], seen: ReadonlySet<string>) {
  if (name !== null && seen.has(name)) return 'the file has this name twice'
  if (found.length < 2) return null
  const ids = found.map(({ id }) => shown(id)).join(', ')
  return `${found.length} services have this name (${ids}); rename them first`
}

function attempt(plan: () => ServicePlan): ServicePlan | Refused {
  try {
    return plan()
  } catch (error) {
    return refused(error)
  }
}

/** What says no to everything, and not to this entry alone. */
const hopeless: readonly RefusalCode[] = ['unauthenticated', 'unavailable', 'too_many_requests']

function refused(error: unknown): Refused {
  if (error instanceof Refusal && !hopeless.includes(error.code)) {
    return { kind: 'refused', reason: error.message }
  }
  throw error
}

/** One after another: a server is not there for this alone. */
export async function doAll(steps: readonly Step[], client: Client): Promise<void> {
  for (const step of steps) {
    try {
      await doOne(step, client)
    } catch (error) {
      step.what = refused(error)
    }
  }
}

async function doOne({ of, id, what }: Step, client: Client): Promise<void> {
  if (what.kind === 'create') {
    await client({ method: 'POST', path: `/${of}s`, body: what.body })
  } else if (what.kind === 'change' && id !== null) {
    const { etag } = await getService(client, id)
    if (etag === null) throw new Refusal('unavailable', 'the server sent no ETag of the service')
    await client({ method: 'PATCH', path: `/services/${id}`, body: what.body, ifMatch: etag })
  }
}
