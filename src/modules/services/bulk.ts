import { type Actor, Refusal, type Seq, type ServiceId } from '../../kernel/index.ts'
import type { Service } from './service.ts'
import { type Services, StaleService } from './services.ts'

/** What is done to each of many services. */
export type Deed =
  | { readonly kind: 'pause' | 'resume' | 'delete' }
  | { readonly kind: 'tag' | 'untag'; readonly tag: string }

/** A service as somebody saw it when they chose it. */
export type Picked = { readonly id: ServiceId; readonly rev: number }

/** What came of one of them. Nobody's change is undone by any of these. */
export type BulkOutcome = { readonly id: ServiceId } & (
  | { readonly kind: 'done'; readonly name: string; readonly seq: Seq }
  /** It was so before, so nothing was written. */
  | { readonly kind: 'already'; readonly name: string }
  /** Somebody changed it since it was seen: this is how it stands. */
  | { readonly kind: 'stale'; readonly current: Service }
  | { readonly kind: 'gone' }
  /** It is not for users to change, or what it would become is not allowed. */
  | { readonly kind: 'forbidden' | 'refused'; readonly name: string; readonly message: string }
  /** The store failed, or had failed before its turn came: it is not known to be done. */
  | { readonly kind: 'failed'; readonly rev: number; readonly cause: unknown }
)

/** Writes at once: enough for a store that commits in groups, too few to keep others waiting. */
const atOnce = 8

/**
 * Does one thing to many services, each in a write of its own with its own version. An outcome stands
 * for each, in the order of the picks; one that fails leaves the others alone, except that nothing
 * more is tried once the store has failed.
 */
export async function applyToEach(
  services: Pick<Services, 'get' | 'patch' | 'remove'>,
  { picked, deed }: { readonly picked: readonly Picked[]; readonly deed: Deed },
  actor: Actor,
): Promise<readonly BulkOutcome[]> {
  const outcomes: BulkOutcome[] = []
  for (let at = 0; at < picked.length; at += atOnce) {
    const cause = outcomes.find((one) => one.kind === 'failed')?.cause
    const some = picked.slice(at, at + atOnce).map(async ({ id, rev }): Promise<BulkOutcome> => {
      if (cause !== undefined) return { kind: 'failed', id, rev, cause }
      return applyToOne(services, { picked: { id, rev }, deed }, actor)
    })
    outcomes.push(...(await Promise.all(some)))
  }
  return outcomes
}

async function applyToOne(
  services: Pick<Services, 'get' | 'patch' | 'remove'>,
  { picked: { id, rev }, deed }: { readonly picked: Picked; readonly deed: Deed },
  actor: Actor,
): Promise<BulkOutcome> {
  let name = ''
  try {
    const service = await services.get(id)
    name = service.name
    if (deed.kind === 'delete') {
      return { kind: 'done', id, name, seq: await services.remove(id, actor, rev) }
    }
    const input = changeFor(deed, service)
    if (input === null && isUsers(service)) return { kind: 'already', id, name }
    const change = { input: input ?? {}, expectedRev: rev }
    const { seq } = await services.patch(id, change, actor)
    return { kind: 'done', id, name, seq }
  } catch (error) {
    return outcomeOf(error, { id, rev, name })
  }
}

const isUsers = ({ system, fromFile }: Service): boolean => !system && !fromFile

/** The change that the deed asks for; `null` when it is so already. */
function changeFor(deed: Deed, { paused, tags }: Service): Record<string, unknown> | null {
  if (deed.kind === 'pause') return paused ? null : { paused: true }
  if (deed.kind === 'resume') return paused ? { paused: false } : null
  if (deed.kind === 'tag') return tags.includes(deed.tag) ? null : { tags: [...tags, deed.tag] }
  if (deed.kind !== 'untag' || !tags.includes(deed.tag)) return null
  return { tags: tags.filter((tag) => tag !== deed.tag) }
}

function outcomeOf(
  error: unknown,
  { id, rev, name }: { readonly id: ServiceId; readonly rev: number; readonly name: string },
): BulkOutcome {
  if (error instanceof StaleService) return { kind: 'stale', id, current: error.current }
  if (!(error instanceof Refusal)) return { kind: 'failed', id, rev, cause: error }
  const { code, message } = error
  if (code === 'not_found' || code === 'gone') return { kind: 'gone', id }
  if (code === 'forbidden') return { kind: 'forbidden', id, name, message }
  if (code === 'invalid') return { kind: 'refused', id, name, message }
  return { kind: 'failed', id, rev, cause: error }
}
