import type { Standing, Work } from '../../../modules/services/index.ts'
import { momentText } from './age.tsx'
import { Icon, type IconName } from './icon.tsx'

/** Word, shape and colour: each alone tells the status. */
export const statusLook: Record<Standing, { readonly word: string; readonly icon: IconName }> = {
  up: { word: 'Operational', icon: 'check' },
  degraded: { word: 'Degraded', icon: 'warning' },
  down: { word: 'Down', icon: 'down' },
  unknown: { word: 'No data', icon: 'unknown' },
  paused: { word: 'Paused', icon: 'paused' },
}

type StatusProps = {
  readonly status: Standing
  readonly reason: string
  /** A single check is up; a service is operational. */
  readonly word?: string
  /** Work that goes on: it stands beside the status, never in its place. */
  readonly work?: Work | null
}

export const Status = ({
  status,
  reason,
  word = statusLook[status].word,
  work = null,
}: StatusProps) => (
  <span class={`s ${status}`}>
    <Icon name={statusLook[status].icon} />
    <span>
      <b>{word}</b>
      {tells(status, reason) && <small>{reasonText(reason)}</small>}
      {work !== null && <small>maintenance until {momentText(work.until)}</small>}
    </span>
  </span>
)

/** Reasons that need more than their own words. */
const reasonWords: Readonly<Record<string, string>> = {
  ok: 'as expected',
  guard: 'no reference target answered either',
  flapping: 'flapping: held until it is calm',
}

/** `connection_refused` for people. */
export const reasonText = (reason: string): string =>
  Object.hasOwn(reasonWords, reason) ? (reasonWords[reason] ?? '') : reason.replaceAll('_', ' ')

/** "Operational, ok" and "Paused, paused by user" say the same thing twice. */
const tells = (status: Standing, reason: string): boolean =>
  reason !== '' && reason !== 'no_data' && status !== 'up' && status !== 'paused'
