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
  const { title, lines, list, elsewhere } = wordsOf(notification)
  const { items, left } = fitting(list, mostList)
  const more = left > 0 ? [`and ${left} more`] : []
  const rows = lines.map(
    ({ label, text }) =>
      `<tr><td style="padding:2px 12px 2px 0;vertical-align:top">${html(label)}</td><td>${html(text)}</td></tr>`,
  )
  const points = [...items, ...more].map((item) => `<li>${html(item)}</li>`)
  const links = [
    ...(link === null ? [] : [{ address: link, word: 'Open in Pharos' }]),
    ...(elsewhere === null ? [] : [{ address: elsewhere, word: 'Open at the platform' }]),
  ]
  return {
    subject: title,
    text: [
      title,
      '',
      ...lines.map(({ label, text }) => `${label}: ${text}`),
      ...items.map((item) => `- ${item}`),
      ...more,
      ...(links.length === 0 ? [] : ['', ...links.map(({ address }) => address)]),
      '',
    ].join('\n'),
    html: [
      '<!doctype html><meta name="color-scheme" content="light dark">',
      `<p style="font-size:1.2em;font-weight:bold">${html(title)}</p>`,
      rows.length > 0 ? `<table>${rows.join('')}</table>` : '',
      points.length > 0 ? `<ul>${points.join('')}</ul>` : '',
      ...links.map(({ address, word }) => `<p><a href="${html(address)}">${word}</a></p>`),
    ].join('\n'),
  }
}

/** Mails about one service, or one project, stand together where mail programs group them. */
export function threadOf(notification: Notification): string | null {
  if (notification.kind === 'change') return `service-${notification.news.serviceId}`
  return notification.kind === 'run' ? `project-${notification.run.projectId}` : null
}
