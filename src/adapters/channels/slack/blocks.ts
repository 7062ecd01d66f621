import type { Letter } from '../../../modules/alerts/index.ts'
import { fitting, wordsOf } from '../letter.ts'

/** What Slack reads as markup is written so that it does not: https://docs.slack.dev/messaging/formatting-message-text */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Slack's limit of a section's text, less a little. */
const mostText = 2_800
const mostHeader = 300
/** Sections of a digest: 50 blocks are allowed. */
const mostSections = 40

const marks = { good: '🟢', doubtful: '🟡', bad: '🔴', plain: '🔵' } as const

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })

/** Lines in as few sections as hold them. */
function sectionsOf(list: readonly string[]): readonly string[] {
  const sections: string[] = []
  let rest = list
  while (rest.length > 0 && sections.length < mostSections) {
    const { items } = fitting(rest, mostText)
    const taken = items.length === 0 ? rest.slice(0, 1) : items
    sections.push(taken.join('\n').slice(0, mostText))
    rest = rest.slice(taken.length)
  }
  if (rest.length > 0) sections.push(`and ${rest.length} more`)
  return sections
}

/** A message in blocks, with a text for clients that show none. */
export function messageOf({ notification, link }: Letter) {
  const { title, lines, list, tone } = wordsOf(notification)
  const head = `${marks[tone]} ${title}`
  const facts = lines.map(({ label, text }) => `*${label}:* ${escaped(text)}`).join('\n')
  const blocks = [
    // Not a header: what is like Slack reads mentions in one.
    section(`*${escaped(head.slice(0, mostHeader))}*`),
    ...(facts === '' ? [] : [section(facts.slice(0, mostText))]),
    ...sectionsOf(list.map((item) => `• ${escaped(item)}`)).map(section),
    ...(link === null ? [] : [section(`<${encodeURI(link)}|Open in Pharos>`)]),
  ]
  return { text: escaped(head), blocks, unfurl_links: false, unfurl_media: false }
}
