import { formatDuration, oneLine } from '../../kernel/index.ts'
import type { News } from '../../modules/alerts/index.ts'

const states: Readonly<Record<string, string>> = {
  up: 'is up',
  degraded: 'is slow',
  down: 'is down',
  unknown: 'is unknown',
  paused: 'is paused',
}

/** `Shop API is down`; a recovery says that it is one. */
export const titleOf = ({ name, from, to }: Pick<News, 'name' | 'from' | 'to'>): string =>
  `${oneLine(name, 200)} ${states[to] ?? to}${to === 'up' && from !== null ? ' again' : ''}`

/** Reasons of an outcome, as people say them. */
const reasons: Readonly<Record<string, string>> = {
  slow: 'Slow answer',
  timeout: 'No answer in time',
  connection_refused: 'Connection refused',
  connection_reset: 'Connection reset',
  unreachable: 'Not reachable',
  dns_failure: 'Name not resolved',
  tls_failure: 'TLS failed',
  bad_status: 'Unexpected status',
  assertion_failed: 'An expectation was not met',
  body_too_large: 'Answer too large',
  protocol_error: 'Not the expected protocol',
  blocked_by_policy: 'Blocked by the address policy',
  unsupported: 'Not supported here',
  internal: 'The check itself failed',
  flapping: 'It keeps turning: held until it is calm',
}

/** A fact about a change, for people: `Checked: https://…`. */
export type Line = { readonly label: string; readonly text: string }

/** Names of evidence that a message shows, in this order; the page of the service has all. */
const shown: Readonly<Record<string, string>> = {
  head: 'Answer',
  status: 'Answer',
  grpc_status: 'Answer',
  received: 'Answer',
  banner: 'Answer',
  last_message: 'Answer',
  last_success: 'Last success',
  address: 'Address',
  cert_valid_to: 'Certificate until',
  body: 'Body',
}

/** The first line of a head says what it comes to. */
const factOf = (name: string, fact: string | number): string =>
  oneLine(name === 'head' ? (String(fact).split('\n')[0] ?? '') : String(fact), bodyLength)

const bodyLength = 500

/** How it was until then, with how long. */
const before: Readonly<Record<string, string>> = {
  up: 'Was up for',
  degraded: 'Was slow for',
  down: 'Was down for',
}

/** All that a message says about a change, besides its title. */
export function linesOf(news: News): readonly Line[] {
  const { from, to, reason, message, target, tags, afterMs, evidence } = news
  const cause = to === 'up' ? '' : (reasons[reason] ?? reason)
  const lines: Line[] = [
    { label: 'Why', text: [cause, oneLine(message)].filter(Boolean).join(': ') },
    { label: 'Checked', text: oneLine(target, 500) },
    { label: 'Since', text: new Date(news.since).toISOString().replace(/\.\d+Z$/, 'Z') },
  ]
  if (afterMs !== null) {
    lines.push({ label: before[from ?? ''] ?? 'After', text: formatDuration(roundUp(afterMs)) })
  }
  if (to !== 'up') {
    for (const [name, label] of Object.entries(shown)) {
      const fact = evidence[name]
      const has = lines.some((line) => line.label === label)
      if (fact !== undefined && !has) lines.push({ label, text: factOf(name, fact) })
    }
  }
  if (tags.length > 0) lines.push({ label: 'Tags', text: tags.join(', ') })
  return lines.filter(({ text }) => text !== '')
}

const roundUp = (ms: number): number => Math.max(1_000, Math.round(ms / 1_000) * 1_000)

/** `3 down, 2 up`: what a digest begins with. */
export function countsOf(news: readonly News[]): string {
  const counts = Map.groupBy(news, ({ to }) => to)
  return [...counts].map(([to, of]) => `${of.length} ${to === 'degraded' ? 'slow' : to}`).join(', ')
}
