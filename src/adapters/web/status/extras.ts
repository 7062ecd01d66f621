import type { Clock, EpochMs } from '../../../kernel/index.ts'
import type { PublicService } from './golden.ts'
import { type Extras, type MaintenanceReader, noExtras, type UptimeReader } from './ports.ts'
import { worstOf } from './snapshot.ts'

/** How often the other rooms are asked, and of how many services. */
export const extrasMs = 30_000
const extrasMost = 1_000

export type ExtrasOptions = {
  readonly uptime?: UptimeReader | null
  readonly maintenance?: MaintenanceReader | null
}

/** What other rooms know, as it was read last. */
export function createExtras(
  { uptime, maintenance }: ExtrasOptions,
  clock: Pick<Clock, 'monotonic'>,
) {
  let extras = noExtras
  let uptimeAt = Number.NEGATIVE_INFINITY
  let windowsAt = Number.NEGATIVE_INFINITY
  let works = ''
  let worksRead = ''
  const isOld = (readAt: EpochMs): boolean => clock.monotonic() - readAt >= extrasMs

  return {
    known: (): Extras => extras,
    /** @returns whether work began or ended that the windows do not know of yet */
    follow(services: Iterable<Worked>): boolean {
      works = worksOf(services)
      return works !== worksRead
    },
    async readWindows(): Promise<void> {
      const now = works
      if (now === worksRead && !isOld(windowsAt)) return
      const windows = (await maintenance?.windows()) ?? noExtras.windows
      extras = { ...extras, windows }
      windowsAt = clock.monotonic()
      worksRead = now
    },
    async readUptime(services: readonly PublicService[]): Promise<void> {
      if (!isOld(uptimeAt)) return
      const ids = worstOf(services, extrasMost).map(({ id }) => id)
      extras = { ...extras, uptime: (await uptime?.uptimeOf(ids)) ?? noExtras.uptime }
      uptimeAt = clock.monotonic()
    },
  }
}

type Worked = { readonly maintenance: Work | null }
type Work = { readonly id: number; readonly until: EpochMs }

/** The maintenances that go on at some services. */
function worksOf(services: Iterable<Worked>): string {
  const works = new Set<string>()
  for (const { maintenance } of services) {
    if (maintenance !== null) works.add(`${maintenance.id} ${maintenance.until}`)
  }
  return [...works].sort().join()
}
