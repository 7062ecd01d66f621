import type { ServiceId } from '../../../kernel/index.ts'
import type { Standing, Stored } from '../kind.ts'

/** Services that a group reaches, members of members among them, at most. */
export const mostReached = 2_000

export type Reached = ReadonlyMap<ServiceId, Standing>

/** The members and, where those are groups, theirs. `null` when they are more than `mostReached`. */
export async function reach(
  ids: readonly ServiceId[],
  standings: Stored['standings'],
): Promise<Reached | null> {
  const reached = new Map<ServiceId, Standing>()
  const asked = new Set<ServiceId>()
  let front = ids
  while (front.length > 0) {
    for (const id of front) asked.add(id)
    if (asked.size > mostReached) return null
    const found = await standings(front)
    for (const standing of found) reached.set(standing.id, standing)
    front = [...new Set(found.flatMap(({ members }) => members))].filter((id) => !asked.has(id))
  }
  return reached
}

/**
 * A group does not know its own id and need not: if it contains itself, a walk from its members
 * comes back to where it was.
 * @returns the names along the first cycle found, its first one again at the end; or `null`
 */
export function findCycle(ids: readonly ServiceId[], reached: Reached): readonly string[] | null {
  const done = new Set<ServiceId>()
  const path: ServiceId[] = []
  const walk = (id: ServiceId): readonly ServiceId[] | null => {
    const began = path.indexOf(id)
    if (began !== -1) return [...path.slice(began), id]
    if (done.has(id)) return null
    path.push(id)
    for (const member of reached.get(id)?.members ?? []) {
      const cycle = walk(member)
      if (cycle !== null) return cycle
    }
    path.pop()
    done.add(id)
    return null
  }
  for (const id of ids) {
    const cycle = walk(id)
    if (cycle !== null) return cycle.map((one) => reached.get(one)?.name ?? `service ${one}`)
  }
  return null
}
