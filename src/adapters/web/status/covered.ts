import { z } from 'zod'
import type { EpochMs, ServiceId } from '../../../kernel/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import { isActive, type MaintenanceWindow } from './ports.ts'

/** A time in which a service was worked on, `to` left out: while it lasts, the end that is planned. */
export const stretchSchema = z.strictObject({
  id: z.custom<ServiceId>((value) => Number.isInteger(value)),
  from: z.int(),
  to: z.int(),
})
export type Stretch = z.output<typeof stretchSchema>

type Seen = Pick<Service, 'id' | 'since' | 'maintenance'>
type Moment = { readonly windows: readonly MaintenanceWindow[]; readonly now: EpochMs }

/** A change stands in the journal this long after its check at most. */
const slackMs = 15 * 60_000
/** Work is seen this long after it began at most; of very many windows not all are read. */
const seenMs = 5_000
const keptMost = 10_000
/** It is written with every drawing. */
const listedMost = 2_000
/** Until somebody ends it, as a number that JSON has. */
const openEnd = Number.MAX_SAFE_INTEGER

/**
 * Remembers when public services were worked on, since the journal does not tell it and windows that
 * are over are gone: else the feed would tell of their trouble afterwards.
 */
export function createCovered() {
  let open: ReadonlyMap<ServiceId, Stretch> = new Map()
  let closed: readonly Stretch[] = []

  return {
    /** Takes note of what is worked on now. */
    see(services: readonly Seen[], { windows, now }: Moment): void {
      const active = windows.filter((window) => isActive(window, now))
      const next = new Map<ServiceId, Stretch>()
      const ended: Stretch[] = []
      for (const service of services) {
        const before = open.get(service.id)
        const stretch = stretchOf(service, active, { before, now })
        if (stretch !== null) next.set(service.id, stretch)
        // Nothing is to be kept back of one that did not turn in it; most do not.
        else if (before !== undefined && service.since >= before.from - slackMs) {
          ended.push({ ...before, to: Math.min(before.to, now) })
        }
      }
      open = next
      if (ended.length > 0) closed = [...closed, ...ended].slice(-keptMost)
    },
    /** By service, in their order. One that goes on has no end, whatever is planned. */
    stretches(): ReadonlyMap<ServiceId, readonly Stretch[]> {
      const goingOn = [...open.values()].map((one) => ({ ...one, to: Number.POSITIVE_INFINITY }))
      return Map.groupBy([...closed, ...goingOn], ({ id }) => id)
    },
    /** What the next process is to know. What goes on it finds out by itself, but for the start. */
    list: (): Stretch[] => [...open.values(), ...closed].slice(-listedMost),
    restore(list: readonly Stretch[], now: EpochMs): void {
      closed = list.filter(({ to }) => to <= now)
      open = new Map(list.filter(({ to }) => to > now).map((stretch) => [stretch.id, stretch]))
    },
  }
}

type Context = { readonly before: Stretch | undefined; readonly now: EpochMs }

/** The board knows at once that one began or ended; a window, since when it goes on. */
function stretchOf(
  { id, maintenance }: Seen,
  active: readonly MaintenanceWindow[],
  { before, now }: Context,
): Stretch | null {
  const within = active.filter(({ covers }) => covers(id))
  if (maintenance === null && within.length === 0) return null
  const starts = within.map(({ startsAt }) => startsAt)
  if (before !== undefined) starts.push(before.from)
  return {
    id,
    from: starts.length > 0 ? Math.min(...starts) : now - seenMs,
    to: Math.max(maintenance?.until ?? 0, ...within.map(({ endsAt }) => endsAt ?? openEnd)),
  }
}
