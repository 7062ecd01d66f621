import type { FoundDeployment, FoundRun } from './found.ts'
import { isFinal, supersedes } from './status.ts'

/*
 * Reports of one run come from lists, details and deliveries, late, twice and in any order. What they
 * add up to must not depend on that.
 */

/** What a run is. Once known it stays so: a report without it only does not tell. */
const facts = [
  'number',
  'title',
  'ref',
  'branch',
  'sha',
  'author',
  'message',
  'trigger',
  'webUrl',
  'parent',
] as const satisfies readonly (keyof FoundRun)[]

/** How it went until it ran, and how it ended. */
const beginning = ['startedAt', 'queuedMs'] as const satisfies readonly (keyof FoundRun)[]
const ending = ['finishedAt', 'durationMs'] as const satisfies readonly (keyof FoundRun)[]

/** What is known of a run after another report of it: the stored one itself when that tells nothing new. */
export function mergeRun(stored: FoundRun | null, found: FoundRun): FoundRun {
  if (stored === null) return found
  const [newer, older] = supersedes(found, stored) ? [found, stored] : [stored, found]
  const merged = combine(newer, older)
  return isSame(merged, stored) ? stored : merged
}

function combine(newer: FoundRun, older: FoundRun): FoundRun {
  const isSameState = newer.status === older.status && newer.sourceTime === older.sourceTime
  const lacks = newer.partial || isSameState
  const isSameEnd = newer.status === older.status && isFinal(newer.status)
  return {
    ...newer,
    ...known(newer, older, facts),
    ...(lacks && known(newer, older, beginning)),
    ...(lacks && isSameEnd && known(newer, older, ending)),
    partial: newer.partial && (older.partial || !isSameState),
  }
}

/** Those that the newer report does not tell, as the older one has them. */
function known<Key extends string>(
  newer: Readonly<Record<Key, unknown>>,
  older: Readonly<Record<Key, unknown>>,
  keys: readonly Key[],
): object {
  return Object.fromEntries(keys.map((key) => [key, newer[key] ?? older[key]]))
}

/** The same for a deployment. */
export function mergeDeployment(
  stored: FoundDeployment | null,
  found: FoundDeployment,
): FoundDeployment {
  if (stored === null) return found
  const [newer, older] = supersedes(found, stored) ? [found, stored] : [stored, found]
  const isSameEnd = newer.status === older.status && isFinal(newer.status)
  const merged = {
    ...newer,
    ...known(newer, older, ['ref', 'sha', 'author', 'webUrl', 'run']),
    ...(isSameEnd && known(newer, older, ['finishedAt'])),
  }
  return isSame(merged, stored) ? stored : merged
}

/** Whether two findings say the same, field by field. */
export function isSame<Found extends object>(a: Found, b: Found): boolean {
  return (Object.keys(a) as (keyof Found)[]).every((key) => isEqual(a[key], b[key]))
}

const isEqual = (a: unknown, b: unknown): boolean =>
  a === b ||
  (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))
