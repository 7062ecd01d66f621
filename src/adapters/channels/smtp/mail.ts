import type { Letter, Notification } from '../../../modules/alerts/index.ts'
import { fitting, wordsOf } from '../letter.ts'

const mostList = 200_000

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const html = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign)

/** A mail in words: a subject, a plain text, and the same in HTML that needs no images. */
export function mailOf({ notification, link }: Letter) {
  const { title, lines, list } = wordsOf(notification)
  const { items, left } = fitting(list, mostList)
  const more = left > 0 ? [`and ${left} more`] : []
  const rows = lines.map(
    ({ label, text }) =>
      `<tr><td style="padding:2px 12px 2px 0;vertical-align:top">${html(label)}</td><td>${html(text)}</td></tr>`,
  )
  const points = [...items, ...more].map((item) => `<li>${html(item)}</li>`)
  return {
    subject: title,
    text: [
      title,
      '',
      ...lines.map(({ label, text }) => `${label}: ${text}`),
      ...items.map((item) => `- ${item}`),
      ...more,
      ...(link === null ? [] : ['', link]),
      '',
    ].join('\n'),
    html: [
      '<!doctype html><meta name="color-scheme" content="light dark">',
      `<p style="font-size:1.2em;font-weight:bold">${html(title)}</p>`,
      rows.length > 0 ? `<table>${rows.join('')}</table>` : '',
      points.length > 0 ? `<ul>${points.join('')}</ul>` : '',
      link === null ? '' : `<p><a href="${html(link)}">Open in Pharos</a></p>`,
    ].join('\n'),
  }
}

/** Mails about one service stand together where mail programs group them. */
export const threadOf = (notification: Notification): string | null =>
  notification.kind === 'change' ? `service-${notification.news.serviceId}` : null
