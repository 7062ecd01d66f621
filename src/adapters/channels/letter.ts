import { oneLine } from '../../kernel/index.ts'
import type { Notification } from '../../modules/alerts/index.ts'
import { platformLinkOf, runCountsOf, runLinesOf, runTitleOf } from './run-words.ts'
import { countsOf, type Line, linesOf, titleOf } from './words.ts'

/** A notification in words, for channels that speak to people. */
export type Words = {
  readonly title: string
  readonly lines: readonly Line[]
  /** One line a change, of a digest. */
  readonly list: readonly string[]
  readonly tone: 'good' | 'doubtful' | 'bad' | 'plain'
  /** Where others than Pharos show it, an address of the web. */
  readonly elsewhere: string | null
}

const tones: Readonly<Record<string, Words['tone']>> = {
  up: 'good',
  degraded: 'doubtful',
  down: 'bad',
}

export function wordsOf(notification: Notification): Words {
  switch (notification.kind) {
    case 'change': {
      const { news } = notification
      return {
        title: titleOf(news),
        lines: linesOf(news),
        list: [],
        tone: tones[news.to] ?? 'plain',
        elsewhere: null,
      }
    }
    case 'run': {
      const { run } = notification
      return {
        title: runTitleOf(run),
        lines: runLinesOf(run),
        list: [],
        tone: run.turn === 'broken' ? 'bad' : 'good',
        elsewhere: platformLinkOf(run),
      }
    }
    case 'digest':
      return wordsOfDigest(notification)
    case 'test':
      return {
        title: 'This is a test',
        lines: [{ label: 'By', text: oneLine(notification.by, 200) }],
        list: [],
        tone: 'plain',
        elsewhere: null,
      }
    case 'notice':
      return {
        title: oneLine(notification.title),
        lines: [{ label: 'Note', text: oneLine(notification.message, 500) }],
        list: [],
        tone: 'doubtful',
        elsewhere: null,
      }
  }
}

type Digest = Extract<Notification, { readonly kind: 'digest' }>

function wordsOfDigest({ news, runs = [] }: Digest): Words {
  const isBad = news.some(({ to }) => to === 'down') || runs.some(({ turn }) => turn === 'broken')
  const counts = [countsOf(news), runCountsOf(runs)].filter(Boolean).join(', ')
  return {
    title: `${news.length + runs.length} changes: ${counts}`,
    lines: [],
    list: [
      ...news.map((one) => `${titleOf(one)}${one.message ? `: ${oneLine(one.message, 120)}` : ''}`),
      ...runs.map(runTitleOf),
    ],
    tone: isBad ? 'bad' : 'plain',
    elsewhere: null,
  }
}

/** As many items as fit into so many characters, and how many were left out. */
export function fitting(
  list: readonly string[],
  mostCharacters: number,
): { readonly items: readonly string[]; readonly left: number } {
  let used = 0
  const items = list.filter((item) => {
    used += item.length + 1
    return used <= mostCharacters
  })
  return { items, left: list.length - items.length }
}
