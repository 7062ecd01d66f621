import { rfc3339Seconds } from '../../../kernel/index.ts'
import { paths } from '../paths.ts'
import { type PublicService, type PublicWindow, type Snapshot, totalOf } from './golden.ts'
import { overallOf } from './overall.ts'
import { worstOf } from './snapshot.ts'
import { recentShare } from './uptime.ts'

/** What programs read is not cut as early as what people do. */
export const documentMost = 1_000

/** A new number when a field changes its meaning or goes. New ones may come. */
export const documentVersion = 1

/** `/status.json`, as docs/status-page.md describes it. */
export function documentOf(snapshot: Snapshot): string {
  const { title, asOf, stale, counts, services, windows } = snapshot
  const overall = overallOf(snapshot)
  return `${JSON.stringify({
    version: documentVersion,
    title,
    as_of: rfc3339Seconds(asOf),
    stale,
    overall: { state: overall.state.toUpperCase(), text: overall.text },
    total: totalOf(counts),
    services: worstOf(services, documentMost).map(serviceOf),
    maintenance: windows.map(windowOf),
  })}\n`
}

const serviceOf = ({ id, name, group, state, since, recent, uptime }: PublicService) => ({
  id,
  name,
  group,
  state: state.toUpperCase(),
  since: rfc3339Seconds(since),
  uptime: {
    latest_checks: recentShare(recent),
    day: uptime?.day ?? null,
    week: uptime?.week ?? null,
    month: uptime?.month ?? null,
  },
  badge: paths.status.badge(String(id)),
})

const windowOf = ({ startsAt, endsAt, active, services, total }: PublicWindow) => ({
  starts_at: rfc3339Seconds(startsAt),
  ends_at: endsAt === null ? null : rfc3339Seconds(endsAt),
  active,
  services,
  total,
})
