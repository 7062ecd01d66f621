import { plain } from '../fragments/index.ts'
import type { PublicService } from './golden.ts'
import { looks } from './look.ts'
import { percentText, uptimeShare } from './uptime.ts'

export const metrics = ['state', 'uptime'] as const
export type Metric = (typeof metrics)[number]

/** White text can be read on each of them (WCAG 2.2, 4.5 : 1). */
const fills = {
  up: '#1a7f5f',
  degraded: '#8a5a00',
  down: '#9b1207',
  unknown: '#5b6068',
  paused: '#5b6068',
  maintenance: '#083c75',
} as const
type Fill = keyof typeof fills

type Side = { readonly text: string; readonly width: number }

const labelLongest = 40
const padding = 6
const height = 20

/** Text of a user as text of XML: no character in it means anything, and none is one that XML forbids. */
export const xmlText = (text: string): string =>
  plain(text.toWellFormed())
    .replace(/[\uFFFE\uFFFF]/g, '\uFFFD')
    .replace(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

function shortened(text: string): string {
  const letters = [...text]
  return letters.length <= labelLongest ? text : `${letters.slice(0, labelLongest - 1).join('')}…`
}

/** About what a font of 11 px needs; `textLength` then makes it true. */
function side(text: string): Side {
  let width = 0
  for (const letter of text) width += (letter.codePointAt(0) ?? 0) > 0x2e7f ? 11 : 6.6
  return { text, width: Math.ceil(width) + 2 * padding }
}

const write = ({ text, width }: Side, from: number): string =>
  `<text x="${from + padding}" y="14" textLength="${width - 2 * padding}" lengthAdjust="spacingAndGlyphs">${xmlText(text)}</text>`

function draw(label: string, value: string, fill: Fill): string {
  const [left, right] = [side(shortened(label)), side(value)]
  const width = left.width + right.width
  const title = `${xmlText(left.text)}: ${xmlText(value)}`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" role="img" aria-label="${title}">` +
    `<title>${title}</title>` +
    `<clipPath id="r"><rect width="${width}" height="${height}" rx="3"/></clipPath>` +
    `<g clip-path="url(#r)"><rect width="${left.width}" height="${height}" fill="#3d434a"/>` +
    `<rect x="${left.width}" width="${right.width}" height="${height}" fill="${fills[fill]}"/></g>` +
    `<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">${write(left, 0)}${write(right, left.width)}</g>` +
    '</svg>'
  )
}

/** What is shown of a service that is not public, or not there: nobody can tell which. */
export const missingBadge = draw('status', 'not found', 'unknown')

/** @param stale what is known is not of now, so no state is claimed. */
export function badgeOf(service: PublicService, metric: Metric, stale: boolean): string {
  const { name } = service
  if (metric === 'uptime') return uptimeBadge(service)
  const state = stale ? 'unknown' : service.state
  const word = stale ? 'unknown' : looks[state].word.toLowerCase()
  return draw(name, word, state)
}

function uptimeBadge(service: PublicService): string {
  const share = uptimeShare(service)
  if (share === null) return draw(`${service.name} uptime`, 'no data', 'unknown')
  const fill = share >= 0.99 ? 'up' : share >= 0.95 ? 'degraded' : 'down'
  return draw(`${service.name} uptime`, percentText(share), fill)
}
