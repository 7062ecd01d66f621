import { formatDuration, oneLine, rfc3339Seconds } from '../../kernel/index.ts'
import type { RunNews } from '../../modules/alerts/index.ts'
import type { Line } from './words.ts'

const outcomes: Readonly<Record<string, string>> = {
  success: 'passed',
  warning: 'passed with warnings',
  failed: 'failed',
}

/** What a run is called: by its workflow, else by its number. */
function nameOf({ title, number }: Pick<RunNews, 'title' | 'number'>): string {
  const named = oneLine(title ?? '', 60)
  if (named !== '') return named
  return number === null ? 'a run' : `run #${number}`
}

/** `Sell lamps, by ann`: what was built, as far as the platform tells. */
const causeOf = ({ message, author }: Pick<RunNews, 'message' | 'author'>): string =>
  [oneLine(message ?? '', 80), author === null ? '' : `by ${oneLine(author, 40)}`]
    .filter(Boolean)
    .join(', ')

/** `acme/shop is broken: build failed on main (Sell lamps, by ann)` */
export function runTitleOf(run: RunNews): string {
  const branch = oneLine(run.branch ?? '', 60)
  const cause = causeOf(run)
  const where = branch === '' ? '' : ` on ${branch}`
  const what = `${nameOf(run)} ${outcomes[run.status] ?? oneLine(run.status, 40)}${where}`
  const title = `${oneLine(run.project, 120)} is ${run.turn}: ${what}`
  return cause === '' ? title : `${title} (${cause})`
}

/** All that a message says about a run, besides its title. */
export function runLinesOf(run: RunNews): readonly Line[] {
  const { title, number, branch, sha, message, author, finishedAt, durationMs } = run
  const name = title === null || number === null ? nameOf(run) : `${nameOf(run)} #${number}`
  const commit = [oneLine(sha ?? '').slice(0, 12), oneLine(message ?? '')]
  const lines: Line[] = [
    { label: 'Run', text: name },
    { label: 'Branch', text: oneLine(branch ?? '', 200) },
    { label: 'Commit', text: commit.filter(Boolean).join(' ') },
    { label: 'By', text: oneLine(author ?? '', 200) },
    { label: 'Ended', text: finishedAt === null ? '' : rfc3339Seconds(finishedAt) },
    { label: 'Took', text: durationMs === null ? '' : formatDuration(wholeSeconds(durationMs)) },
  ]
  return lines.filter(({ text }) => text !== '')
}

const wholeSeconds = (ms: number): number => Math.max(1_000, Math.round(ms / 1_000) * 1_000)

/** Longer addresses leave no room for anything else in a message. */
const linkMost = 1_000

/**
 * Where the platform shows it, when that is an address of the web; else `null`. It is text of others:
 * no names and passwords stand in it, and nothing that calls people where addresses are plain text.
 */
export function platformLinkOf({ webUrl }: Pick<RunNews, 'webUrl'>): string | null {
  const url = URL.parse(webUrl ?? '')
  if (url === null || !/^https?:$/.test(url.protocol)) return null
  url.username = ''
  url.password = ''
  const address = url.href.replace(/[@|<>\s]/g, encodeURIComponent)
  return address.length > linkMost ? null : address
}

/** `2 broken, 1 fixed`: what a digest says of runs. */
export const runCountsOf = (runs: readonly RunNews[]): string =>
  [...Map.groupBy(runs, ({ turn }) => turn)].map(([turn, of]) => `${of.length} ${turn}`).join(', ')
