import type { EpochMs } from '../../../kernel/index.ts'
import type { ConnectionView } from '../../../modules/pipelines/index.ts'
import { amountText, Icon, type IconName, plain, timeText } from '../fragments/index.ts'
import { faultWords, TroubleText } from './trouble.tsx'

type HealthProps = {
  readonly connection: ConnectionView
  /** Whether it is only spoken to by others. */
  readonly passive: boolean
  readonly now: EpochMs
}

type Health = {
  readonly tone: 'up' | 'degraded' | 'down' | 'unknown'
  readonly icon: IconName
  readonly word: string
  readonly why: string
}

/** How a connection does, worst first. */
export function healthOf({ connection, passive, now }: HealthProps): Health {
  const { enabled, state } = connection
  const { trouble, projects, events, calls, listedAt } = state
  if (!enabled) return { ...looks.off, why: 'nothing is asked of it, and deliveries are refused' }
  if (trouble !== null) {
    return {
      ...looks[trouble.kind === 'rate_limited' ? 'slowed' : 'failing'],
      why: faultWords[trouble.kind],
    }
  }
  if (passive) return passiveHealth(events.lastAt)
  if (listedAt === null) {
    return { ...looks.loading, why: 'its list of projects is read for the first time' }
  }
  const pausedUntil = calls?.pausedUntil ?? null
  if (pausedUntil !== null && pausedUntil > now) {
    return { ...looks.slowed, why: `it asks again at ${timeText(pausedUntil)} UTC` }
  }
  if (projects.failing > 0) {
    const of = `${amountText(projects.failing)} of ${amountText(projects.total)}`
    return { ...looks.partly, why: `${of} projects cannot be read` }
  }
  if (projects.total === 0) return { ...looks.partly, why: 'its token sees no project' }
  return { ...looks.working, why: '' }
}

const looks = {
  off: { tone: 'unknown', icon: 'paused', word: 'Off' },
  failing: { tone: 'down', icon: 'down', word: 'Failing' },
  slowed: { tone: 'degraded', icon: 'clock', word: 'Paused by a limit' },
  partly: { tone: 'degraded', icon: 'warning', word: 'Partly working' },
  loading: { tone: 'unknown', icon: 'clock', word: 'Loading' },
  waiting: { tone: 'unknown', icon: 'clock', word: 'Waiting' },
  working: { tone: 'up', icon: 'check', word: 'Working' },
} as const

function passiveHealth(lastAt: EpochMs | null): Health {
  if (lastAt === null) return { ...looks.waiting, why: 'no delivery has come yet' }
  return { ...looks.working, why: '' }
}

export const HealthState = (props: HealthProps) => {
  const { tone, icon, word, why } = healthOf(props)
  return (
    <span class={`s ${tone}`}>
      <Icon name={icon} />
      <span>
        <b>{word}</b>
        {why !== '' && <small class="why">{why}</small>}
      </span>
    </span>
  )
}

type HealthNoteProps = Omit<HealthProps, 'passive'> & {
  /** Where it stands among others. */
  readonly named?: boolean
}

/** What is wrong with a connection, in a line of its own. */
export const HealthNote = ({ connection, now, named = false }: HealthNoteProps) => {
  const { trouble } = connection.state
  if (trouble === null) return null
  return (
    <p class="stale-note">
      <Icon name="warning" />
      <span>
        {named && <b>{plain(connection.name)}: </b>}
        <TroubleText trouble={trouble} now={now} />
      </span>
    </p>
  )
}

/** How much of the history of its projects is there. */
export const BackFill = ({ connection: { name, state } }: Pick<HealthProps, 'connection'>) => {
  const { total, filled, failing } = state.projects
  if (total === 0) return <span class="none">none</span>
  const failed = failing === 0 ? '' : `, ${amountText(failing)} failing`
  if (filled >= total) return <>{`${amountText(total)}${failed}`}</>
  return (
    <span class="fill">
      <progress max={total} value={filled} aria-label={`History read of ${plain(name)}`} />
      <small>{`${amountText(filled)} of ${amountText(total)} read${failed}`}</small>
    </span>
  )
}

/** `4,120 of 5,000 left, resets at 14:20 UTC; lasts at this pace`. */
export function quotaText({ quota }: ConnectionView['state'], now: EpochMs): string {
  if (quota === null) return 'not told'
  const { limit, remaining, resetAt, usedUpAt } = quota
  if (resetAt !== null && resetAt <= now) {
    return `${amountText(limit)}, reset at ${timeText(resetAt)} UTC`
  }
  const left = `${amountText(remaining)} of ${amountText(limit)} left`
  const resets = resetAt === null ? '' : `, resets at ${timeText(resetAt)} UTC`
  if (remaining === 0) return `${left}${resets}; used up`
  const end =
    usedUpAt === null ? 'lasts at this pace' : `used up at ${timeText(usedUpAt)} UTC at this pace`
  return `${left}${resets}; ${end}`
}

/** `1,204 calls: 980 unchanged, 3 limited, 1 failed`. */
export function callsText({ calls: figures }: ConnectionView['state']): string {
  if (figures === null) return 'none yet'
  const { calls, unchanged, limited, failed } = figures
  const parts = [
    [unchanged, 'unchanged'],
    [limited, 'limited'],
    [failed, 'failed'],
  ] as const
  const told = parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${amountText(count)} ${word}`)
  const all = calls === 1 ? '1 call' : `${amountText(calls)} calls`
  return told.length === 0 ? all : `${all}: ${told.join(', ')}`
}
