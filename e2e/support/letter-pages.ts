import type { ReceivedMail } from '../../test/support/smtp-server.ts'
import { partsOf } from './mail-parts.ts'
import type { Received } from './receiver.ts'

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const safe = (text: string): string => text.replace(/[&<>]/g, (sign) => signs[sign] ?? sign)

const discs: Readonly<Record<string, string>> = {
  '🔴': '#d32f2f',
  '🟡': '#f9c80e',
  '🟢': '#2e9e44',
  '🔵': '#1e6fd9',
}

/** Draws the signs of a state, as Slack does: hardly any server has a font with them. */
const drawn = (text: string): string =>
  text.replace(/[🔴🟡🟢🔵]/gu, (sign) => `<i style="background: ${discs[sign]}"></i>`)

const style = `
  body { margin: 0; padding: 20px 24px; font: 15px/1.5 system-ui, sans-serif; color: #111; }
  h1 { margin: 0 0 12px; font-size: 15px; font-weight: 600; color: #555; }
  h2 { margin: 20px 0 6px; font-size: 13px; font-weight: 600; color: #555; }
  th { padding-right: 16px; text-align: left; font-weight: 600; }
  pre { margin: 0; font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; }
  article, pre { padding: 12px 16px; border: 1px solid #ccc; border-radius: 6px; }
  i { display: inline-block; width: .9em; height: .9em; border-radius: 50%; vertical-align: -.1em; }
  article > p { margin: 8px 0; }`

const page = (title: string, ...parts: readonly string[]): string =>
  [
    '<!doctype html><html lang="en"><meta charset="utf-8">',
    `<title>${safe(title)}</title><style>${style}</style>`,
    `<h1>${safe(title)}</h1>`,
    ...parts,
  ].join('\n')

const section = (title: string, content: string): string => `<h2>${safe(title)}</h2>\n${content}`

/** A page with a mail as somebody reads it, both of its parts. */
export function mailPage({ data }: ReceivedMail): string {
  const mail = partsOf(data)
  const rows = ['From', 'To', 'Subject', 'Date'].map(
    (name) => `<tr><th>${name}</th><td>${safe(mail.header(name))}</td></tr>`,
  )
  return page(
    'The mail as the SMTP server took it',
    `<table>${rows.join('')}</table>`,
    // What the program made: its own markup is what the picture is to show.
    section('text/html', `<article>${mail.html}</article>`),
    section('text/plain', `<pre>${safe(mail.text.trimEnd())}</pre>`),
  )
}

/** A page with the body of a request, and the texts of its blocks one line a fact. */
export function slackPage({ body }: Received): string {
  const message: { readonly blocks: readonly { readonly text: { readonly text: string } }[] } =
    JSON.parse(body)
  const texts = message.blocks.map(({ text }) => text.text)
  return page(
    'The body of the request as it arrived at the Slack webhook, indented',
    `<pre>${drawn(safe(JSON.stringify(message, null, 2)))}</pre>`,
    section(
      'The texts of its blocks, with their line breaks',
      `<pre>${drawn(safe(texts.join('\n\n')))}</pre>`,
    ),
  )
}
