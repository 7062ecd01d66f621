import type { ServiceId } from '../../../kernel/index.ts'
import {
  expectedAt,
  rangeOf,
  readSchedule,
  scheduleText,
  windowOf,
} from '../../../modules/checks/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import { pastItems } from '../fragments/index.ts'
import type { HttpContext } from '../http.ts'
import { viewOf } from '../pages/index.ts'
import type { Site } from '../site.ts'
import { eyesOf, originOf } from './common.ts'
import { shownBy, unlessAway } from './part.ts'
import { createSeries } from './service-series.ts'
import { readUptimes } from './service-uptimes.ts'

/** Outcomes that the page of a service shows, and a page of all of them. */
const latestShown = 25
const checksShown = 100
/** Lines of the history, and entries of the journal that are enough for them. */
const pastShown = 20
const pingsShown = 10
const entriesRead = 3 * pastShown

export type Panels = ReturnType<typeof createPanels>

/** What the panels show. Each takes the position before it reads, so none says that it is newer than it is. */
export function createPanels(site: Site) {
  const { board, outcomes, past, clock, heartbeats, inbound } = site
  const seriesOf = createSeries(outcomes, board)
  const revOf = ({ id }: Service) => board.entry(id)?.seq ?? board.seq()
  return {
    async response(service: Service, asked: string | undefined) {
      const rev = revOf(service)
      const { id, intervalMs, createdAt } = service
      const now = clock.now()
      const range = rangeOf(asked, now - createdAt)
      const series = await unlessAway(seriesOf(id, windowOf(range, intervalMs, now)))
      return { service, rev: shownBy(series, rev), range, series }
    },
    async uptime(service: Service) {
      const rev = revOf(service)
      const uptimes = await unlessAway(readUptimes(service, seriesOf, clock.now()))
      return { service, rev: shownBy(uptimes, rev), uptimes }
    },
    /** `null` for a service that looks by itself. */
    async heartbeat(service: Service, c: HttpContext) {
      const { id, type, config } = service
      if (type !== 'heartbeat') return null
      const rev = revOf(service)
      const log = await unlessAway(heartbeats.logOf(id, pingsShown))
      const schedule = readSchedule(config)
      const known = log?.heartbeat ?? null
      const at = known === null || schedule === null ? null : expectedAt(known, schedule)
      const token = eyesOf(c) === 'editor' ? inbound.tokenOf(service) : null
      return {
        id,
        rev: shownBy(log, rev),
        address: token && `${originOf(c, site)}/api/v1/heartbeats/${token}`,
        schedule: schedule && scheduleText(schedule),
        due: at === null ? null : { at, until: at + (schedule?.graceMs ?? 0) },
        runningSince: known?.startedAt ?? null,
        pings: log?.pings ?? null,
      }
    },
    async latest(service: Service) {
      const rev = revOf(service)
      const request = { before: null, status: null, limit: latestShown }
      const trail = await unlessAway(outcomes.trailOf(service.id, request))
      return { id: service.id, rev: shownBy(trail, rev), outcomes: trail?.items ?? null }
    },
    async history(service: Service) {
      const rev = revOf(service)
      const entries = await unlessAway(past.pastOf(service.id, entriesRead))
      const items = entries && pastItems(entries, service).slice(0, pastShown)
      return { id: service.id, rev: shownBy(entries, rev), items }
    },
    async checks(service: Service, c: HttpContext) {
      const rev = revOf(service)
      const view = viewOf((name) => c.req.query(name))
      const request = { ...view, limit: checksShown }
      const trail = await unlessAway(outcomes.trailOf(service.id, request))
      return { ...view, service, rev: shownBy(trail, rev), trail }
    },
  }
}

/** As the board has it, so that page and stream agree; else as the store does. */
export async function find(site: Site, id: ServiceId): Promise<Service> {
  return site.board.entry(id)?.service ?? site.services.get(id)
}
