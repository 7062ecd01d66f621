import type { Seq } from '../../../kernel/index.ts'
import type { Board, Counts, Stale } from '../board/index.ts'
import { clockText } from './age.tsx'
import { amountText } from './amount.ts'
import { Icon, type IconName } from './icon.tsx'

type Truth = {
  readonly state: 'ok' | 'warn' | 'down' | 'stale' | 'loading' | 'empty'
  readonly icon: IconName
  readonly text: string
}

/**
 * One sentence of overall truth. That the store is away is news at any position, also for a page that
 * another process has brought further: it then bears that page's position.
 */
export const Banner = ({ board, at }: { board: Board; at: Seq }) => {
  const { counts } = board.tally()
  const truth = truthOf({ phase: board.phase(), stale: board.stale(), counts })
  return <BannerLine truth={truth} seq={at} counts={counts} />
}

const BannerLine = ({ truth, seq, counts }: { truth: Truth; seq: Seq; counts: Counts }) => (
  <p
    id="banner"
    class={`banner ${truth.state}`}
    data-rev={seq}
    data-state={truth.state}
    data-alarms={counts.unhealthy + counts.timeout}
    data-total={counts.total}
    role="status"
    aria-busy={truth.state === 'loading' ? 'true' : undefined}
  >
    <Icon name={truth.icon} />
    <span>{truth.text}</span>
  </p>
)

type Situation = {
  readonly phase: 'loading' | 'ready'
  readonly stale: Stale | null
  readonly counts: Counts
}

export function truthOf({ phase, stale, counts }: Situation): Truth {
  if (phase === 'loading') {
    return stale?.of !== 'store'
      ? { state: 'loading', icon: 'unknown', text: 'Loading services…' }
      : {
          state: 'stale',
          icon: 'warning',
          text: 'The database cannot be reached. Services appear as soon as it answers.',
        }
  }
  if (stale !== null) {
    const text = `${why[stale.of]} This is the state of ${clockText(stale.since)}.`
    return { state: 'stale', icon: 'warning', text }
  }
  return health(counts)
}

const why = {
  store: 'The database cannot be reached.',
  writes: 'The database takes no writes, so nothing new is recorded.',
  full: 'The disk is full, so nothing new is recorded. Make room; Pharos goes on by itself.',
  checks: 'Nothing is checked: the collector cannot be reached.',
} as const satisfies Record<Stale['of'], string>

function health(counts: Counts): Truth {
  const down = counts.unhealthy + counts.timeout
  if (counts.total === 0) return { state: 'empty', icon: 'unknown', text: 'No services yet' }
  if (down > 0) return { state: 'down', icon: 'down', text: `${of(down, counts)} down` }
  if (counts.degraded > 0) {
    return { state: 'warn', icon: 'warning', text: `${of(counts.degraded, counts)} degraded` }
  }
  if (counts.unknown > 0) {
    return { state: 'warn', icon: 'unknown', text: `No data for ${amount(counts.unknown)}` }
  }
  if (counts.paused === counts.total) {
    return { state: 'empty', icon: 'paused', text: 'All services are paused' }
  }
  return { state: 'ok', icon: 'check', text: 'All services are operational' }
}

const amount = (count: number): string =>
  count === 1 ? '1 service' : `${amountText(count)} services`

const of = (count: number, { total }: Counts): string =>
  `${amountText(count)} of ${amount(total)} ${count === 1 ? 'is' : 'are'}`
