import { oneLine } from '../../kernel/index.ts'
import type { Notification } from '../../modules/alerts/index.ts'
import { countsOf, type Line, linesOf, titleOf } from './words.ts'

/** A notification in words, for channels that speak to people. */
export type Words = {
  readonly title: string
  readonly lines: readonly Line[]
  /** One line a change, of a digest. */
  readonly list: readonly string[]
  readonly tone: 'good' | 'doubtful' | 'bad' | 'plain'
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
      }
    }
    case 'digest': {
      const { news } = notification
      return {
        title: `${news.length} changes: ${countsOf(news)}`,
        lines: [],
        list: news.map(
          (one) => `${titleOf(one)}${one.message ? `: ${oneLine(one.message, 120)}` : ''}`,
        ),
        tone: news.some(({ to }) => to === 'down') ? 'bad' : 'plain',
      }
    }
    case 'test':
      return {
        title: 'This is a test',
        lines: [{ label: 'By', text: oneLine(notification.by, 200) }],
        list: [],
        tone: 'plain',
      }
    case 'notice':
      return {
        title: oneLine(notification.title),
        lines: [{ label: 'Note', text: oneLine(notification.message, 500) }],
        list: [],
        tone: 'doubtful',
      }
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
