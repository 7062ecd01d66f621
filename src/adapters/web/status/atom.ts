import { createHash } from 'node:crypto'
import { type EpochMs, rfc3339Seconds } from '../../../kernel/index.ts'
import { paths } from '../paths.ts'
import { xmlText } from './badge.ts'
import type { PublicChange, Snapshot } from './golden.ts'
import { looks } from './look.ts'

/** Where people reach the page; empty where only their requests tell, and links are relative then. */
type Place = { readonly origin: string }

/** The changes of public services as a feed: https://www.rfc-editor.org/rfc/rfc4287 */
export function feedOf({ title, changes }: Snapshot, { origin }: Place): string {
  const name = xmlText(title)
  const updated = changes[0]?.at ?? 0
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `<id>${idOf([origin, title, 'feed'])}</id>`,
    `<title>${name} status</title>`,
    `<updated>${rfc3339Seconds(updated as EpochMs)}</updated>`,
    `<author><name>${name}</name></author>`,
    link('self', `${origin}${paths.status.atom}`, 'application/atom+xml'),
    link('alternate', `${origin}${paths.status.page}`, 'text/html'),
    ...changes.map((change) => entryOf(change, { origin, title })),
    '</feed>',
    '',
  ].join('\n')
}

const link = (rel: string, href: string, type: string): string =>
  `<link rel="${rel}" type="${type}" href="${xmlText(href)}"/>`

function entryOf(change: PublicChange, { origin, title }: Place & { readonly title: string }) {
  const { id, name, seq, at, from, to } = change
  const words = `${name} went from ${looks[from].word.toLowerCase()} to ${looks[to].word.toLowerCase()}.`
  return [
    '<entry>',
    `<id>${idOf([origin, title, `${id}`, `${seq}`])}</id>`,
    `<title>${xmlText(`${name}: ${looks[to].word}`)}</title>`,
    `<updated>${rfc3339Seconds(at)}</updated>`,
    link('alternate', `${origin}${paths.status.page}#st-${id}`, 'text/html'),
    `<content type="text">${xmlText(words)}</content>`,
    '</entry>',
  ].join('')
}

/**
 * An id that stays (RFC 4287, 4.2.6), the same from every process and after a restart: a UUID of
 * version 8 (RFC 9562) made of what the thing is.
 */
function idOf(parts: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16)
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
