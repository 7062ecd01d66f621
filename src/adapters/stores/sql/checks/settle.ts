import type { ServiceId } from '../../../../kernel/index.ts'
import { type Verdict, worstOf } from '../../../../modules/checks/index.ts'
import type { Definite, DomainEvent } from '../../../../modules/journal/index.ts'
import { all, chunks, marks, run, type Tx } from '../statement.ts'

type Standing = { service_id: number; status: string; definite: string | null }

/**
 * Brings the services' own states in line with their checks' verdicts, after those were saved in the
 * same transaction. @returns an event for each service whose status changed.
 */
export function* settleServices(ids: readonly ServiceId[]): Tx<readonly DomainEvent[]> {
  const events: DomainEvent[] = []
  const sorted = [...ids].sort((a, b) => a - b)
  for (const some of chunks(sorted)) {
    const before = yield* all<Standing>(
      `select service_id, status, definite from checks_service_states
        where service_id in (${marks(some.length)}) order by service_id /*pg for update*/`,
      ...some,
    )
    const checks = yield* all<{ service_id: number; verdict: string; since: number }>(
      `select service_id, verdict, since from checks_states
        where service_id in (${marks(some.length)})`,
      ...some,
    )
    for (const standing of before) {
      const own = checks.filter((check) => check.service_id === standing.service_id)
      const event = yield* settle(standing, own)
      if (event !== null) events.push(event)
    }
  }
  return events
}

function* settle(
  before: Standing,
  checks: readonly { verdict: string; since: number }[],
): Tx<DomainEvent | null> {
  const status = worstOf(checks.map((check) => check.verdict as Verdict))
  if (status === before.status) return null
  const since = Math.max(...checks.filter((c) => c.verdict === status).map((c) => c.since), 0)
  const announced = before.definite as Definite | null
  const definite = definiteOf(status) ?? announced
  yield* run(
    'update checks_service_states set status = ?, since = ?, definite = ? where service_id = ?',
    status,
    since,
    definite,
    before.service_id,
  )
  return {
    type: 'service.status_changed',
    serviceId: before.service_id as ServiceId,
    from: before.status as Verdict,
    to: status,
    announced,
    definite,
  }
}

/** Degraded counts as up; unknown and paused are no news of either. */
function definiteOf(status: Verdict): Definite | null {
  if (status === 'down') return 'down'
  return status === 'up' || status === 'degraded' ? 'up' : null
}
