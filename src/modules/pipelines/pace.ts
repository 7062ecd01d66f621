import type { EpochMs } from '../../kernel/index.ts'
import type { Trouble } from './connection.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** What decides when a project is looked at next. */
export type PaceInput = {
  /** When it was looked at; `null`: never. */
  readonly lookedAt: EpochMs | null
  readonly trouble: Trouble | null
  /** Failures in a row. */
  readonly failures: number
  /** Something of it is not over. */
  readonly active: boolean
  /** The newest run, or other activity. */
  readonly lastActivityAt: EpochMs | null
  /** Deliveries of it arrive, so that looks only close gaps. */
  readonly hooked: boolean
}

export type PaceRules = {
  /** `cache.refresh_interval`: how often a busy project is looked at without webhooks. */
  readonly refreshMs: number
  /** The least time between two looks at the same project that leaves half of the platform's limit. */
  readonly fairMs: number
}

export type Due = {
  readonly at: EpochMs
  readonly why: 'never_looked' | 'failing' | 'disabled' | 'open_run' | 'busy' | 'quiet' | 'hooked'
}

/** A platform that says no is asked again later and later. */
const failureMs = { first: minuteMs, most: hourMs } as const
/** CI that is switched off, a repository that is gone: somebody has to change that first. */
const hopelessMs = 6 * hourMs
const hopeless: ReadonlySet<string> = new Set(['disabled', 'not_found', 'forbidden'])
/** GitHub does not send a lost delivery again, and GitLab switches a failing hook off: gaps are closed within this. */
const gapMs = { busy: 30 * minuteMs, quiet: 2 * hourMs, open: 15 * minuteMs } as const
/** Without a run for so long a project is quiet. */
const quietAfterMs = 3 * dayMs
const quietFactor = 4

/** When a project is due for a look, and why then. */
export function nextLook(input: PaceInput, rules: PaceRules, now: EpochMs): Due {
  const { lookedAt, trouble, failures } = input
  if (lookedAt === null) return { at: now, why: 'never_looked' }
  if (trouble !== null) {
    const isHopeless = hopeless.has(trouble.kind)
    const wait = isHopeless ? hopelessMs : Math.min(failureMs.first * 2 ** failures, failureMs.most)
    const at = Math.max(lookedAt + wait, trouble.retryAt ?? 0)
    return { at, why: isHopeless ? 'disabled' : 'failing' }
  }
  const { wait, why } = planned(input, rules, now)
  return { at: lookedAt + Math.max(wait, rules.fairMs), why }
}

function planned(
  { active, hooked, lastActivityAt }: PaceInput,
  { refreshMs }: PaceRules,
  now: EpochMs,
): { readonly wait: number; readonly why: Due['why'] } {
  const isQuiet = lastActivityAt === null || now - lastActivityAt > quietAfterMs
  if (hooked) {
    if (active) return { wait: Math.max(gapMs.open, refreshMs), why: 'open_run' }
    return { wait: Math.max(isQuiet ? gapMs.quiet : gapMs.busy, refreshMs), why: 'hooked' }
  }
  if (active) return { wait: Math.min(refreshMs, minuteMs), why: 'open_run' }
  return isQuiet
    ? { wait: refreshMs * quietFactor, why: 'quiet' }
    : { wait: refreshMs, why: 'busy' }
}

/** A look costs about this many calls: runs, and now and then details, branches, deployments. */
const callsALook = 2
/** Regular looks leave the rest to people and deliveries. */
const share = 0.5

/** The least time between two looks at a project that keeps to the share; 0 for a platform that counts none. */
export const fairInterval = (
  projects: number,
  quota: { readonly limit: number; readonly windowMs?: number } | null,
): number =>
  quota === null || quota.limit === 0
    ? 0
    : (projects * callsALook * (quota.windowMs ?? hourMs)) / (quota.limit * share)

/** Deliveries of a project are trusted to come for this long after the last one. */
export const hookedForMs = 7 * dayMs
