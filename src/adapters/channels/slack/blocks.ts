import type { Letter } from '../../../modules/alerts/index.ts'
import { fitting, type Words, wordsOf } from '../letter.ts'
import { beginning, escaped, linkTo } from './markup.ts'

/** Slack's limit of a section's text, less a little. */
const mostText = 2_800
const mostHead = 300
/** Sections of a digest: 50 blocks are allowed. */
const mostSections = 40
/** Discord takes 2,000 characters, and refuses a message with more. */
const mostPlain = 1_900

const marks = { good: '🟢', doubtful: '🟡', bad: '🔴', plain: '🔵' } as const

/** `verbatim`: names of channels and people in it stay what they are. */
const section = (text: string) => ({
  type: 'section',
  text: { type: 'mrkdwn', text, verbatim: true },
})

/** Lines in as few sections as hold them. */
function sectionsOf(list: readonly string[]): readonly string[] {
  const sections: string[] = []
  let rest = list
  while (rest.length > 0 && sections.length < mostSections) {
    const { items } = fitting(rest, mostText)
    const taken = items.length === 0 ? rest.slice(0, 1) : items
    sections.push(beginning(taken.join('\n'), mostText))
    rest = rest.slice(taken.length)
  }
  if (rest.length > 0) sections.push(`and ${rest.length} more`)
  return sections
}

/** All of it without blocks: for notifications, for screen readers, and for what shows no blocks. */
function plainOf(head: string, { lines, list }: Words, end: readonly string[]): string {
  const facts = [...lines.map(({ label, text }) => `${label}: ${text}`), ...list].map(escaped)
  const room = mostPlain - head.length - end.join('').length - 20
  const { items, left } = fitting(facts, room)
  return [head, ...items, ...(left > 0 ? [`and ${left} more`] : []), ...end].join('\n')
}

/** A message in blocks, with a text that says the same. */
export function messageOf({ notification, link }: Letter) {
  const words = wordsOf(notification)
  const { title, lines, list, tone, elsewhere } = words
  const head = beginning(escaped(`${marks[tone]} ${title}`), mostHead)
  const facts = lines.map(({ label, text }) => `*${label}:* ${escaped(text)}`).join('\n')
  const address = link === null ? null : encodeURI(link)
  const links = [
    ...(address === null ? [] : [linkTo(address, 'Open in Pharos')]),
    ...(elsewhere === null ? [] : [linkTo(elsewhere, 'Open at the platform')]),
  ]
  const addresses = [address, elsewhere].filter((one) => one !== null)
  const blocks = [
    // Not a header: what is like Slack reads mentions in one.
    section(`*${head}*`),
    ...(facts === '' ? [] : [section(beginning(facts, mostText))]),
    ...sectionsOf(list.map((item) => `• ${escaped(item)}`)).map(section),
    ...(links.length === 0 ? [] : [section(links.join(' · '))]),
  ]
  return { text: plainOf(head, words, addresses), blocks, unfurl_links: false, unfurl_media: false }
}
