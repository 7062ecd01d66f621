import type { ServiceId } from '../../kernel/index.ts'

/** One service depends on another. */
export type Dependency = { readonly serviceId: ServiceId; readonly on: ServiceId }

/**
 * The way by which a service would come back to itself if it depended on these: it first, it last.
 * `null` where there is none.
 */
export function circleOf(
  id: ServiceId,
  dependsOn: readonly ServiceId[],
  known: readonly Dependency[],
): readonly ServiceId[] | null {
  const next = Map.groupBy(known, ({ serviceId }) => serviceId)
  const seen = new Set<ServiceId>()
  const ways = dependsOn.map((on) => [id, on])
  for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
    const at = way.at(-1)
    if (at === id) return way
    if (at === undefined || seen.has(at)) continue
    seen.add(at)
    for (const { on } of next.get(at) ?? []) ways.push([...way, on])
  }
  return null
}
