import { apart, headersOfText } from './headers.ts'
import {
  compact,
  type Fields,
  isFields,
  numberAt,
  ownOf,
  type Reading,
  textAt,
  truthAt,
} from './translated.ts'

type Made = {
  readonly type: string
  readonly config: Fields
  readonly notes?: readonly (string | false)[]
}

const slackLike = (url: string | null): Made => ({
  type: 'slack',
  config: compact({ url: url ?? undefined }),
})

/** Several addresses in one text. */
export const addresses = (text: string | null): string[] =>
  (text ?? '').split(/[,;]/).flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))

/** A channel keeps one header that nobody is shown. */
function headersOf(settings: Fields): { readonly headers: Fields; readonly note: string | false } {
  const text = textAt(settings, 'webhookAdditionalHeaders')
  if (text === null) return { headers: {}, note: false }
  const read = headersOfText(text)
  if (read === null) {
    return { headers: {}, note: 'its additional headers are no JSON object, so they were left out' }
  }
  const { shown, secret } = apart(read)
  const [secret_header, ...more] = secret
  return {
    headers: compact({ headers: Object.keys(shown).length > 0 ? shown : undefined, secret_header }),
    note: more.length > 0 && `${more.length} of its secret headers were left out: one is kept`,
  }
}

const kinds: Readonly<Record<string, (settings: Fields) => Made>> = {
  webhook: (settings) => {
    const { headers, note } = headersOf(settings)
    return {
      type: 'webhook',
      config: compact({ url: textAt(settings, 'webhookURL') ?? undefined, ...headers }),
      notes: [
        'its messages have the form of Pharos',
        note,
        textAt(settings, 'webhookCustomBody') !== null && 'its own body was left out',
      ],
    }
  },
  smtp: (settings) => ({
    type: 'smtp',
    config: compact({
      host: textAt(settings, 'smtpHost') ?? undefined,
      port: numberAt(settings, 'smtpPort') ?? undefined,
      tls: truthAt(settings, 'smtpSecure') ? 'implicit' : 'starttls',
      username: textAt(settings, 'smtpUsername') ?? undefined,
      password: textAt(settings, 'smtpPassword') ?? undefined,
      from: textAt(settings, 'smtpFrom') ?? undefined,
      to: ['smtpTo', 'smtpCC', 'smtpBCC'].flatMap((key) => addresses(textAt(settings, key))),
    }),
    notes: [
      textAt(settings, 'customSubject') !== null && 'its own subject was left out',
      truthAt(settings, 'smtpIgnoreTLSError') && 'a certificate that is wrong is not accepted',
      textAt(settings, 'smtpBCC') !== null && 'blind copies became recipients',
    ],
  }),
  slack: (settings) => slackLike(textAt(settings, 'slackwebhookURL')),
  mattermost: (settings) => slackLike(textAt(settings, 'mattermostWebhookUrl')),
  'rocket.chat': (settings) => slackLike(textAt(settings, 'rocketwebhookURL')),
  // https://discord.com/developers/docs/resources/webhook#execute-slackcompatible-webhook
  discord: (settings) => {
    const url = textAt(settings, 'discordWebhookUrl')
    return slackLike(url === null ? null : `${url.replace(/\/$/, '')}/slack`)
  },
}

/** One notification of a backup, as a channel. Its settings are JSON as text. */
export function readKumaChannel(
  notification: Fields,
  { where, route }: { readonly where: string; readonly route: string | null },
): Reading {
  const name = textAt(notification, 'name') ?? where
  const settings = settingsOf(notification)
  if (settings === null) return { kind: 'left', where, name, why: 'its settings are no JSON' }
  const type = textAt(settings, 'type') ?? ''
  const kind = ownOf(kinds, type)
  if (kind === undefined) {
    return { kind: 'left', where, name, why: `Pharos has no channel of the type "${type}"` }
  }
  const { notes = [], ...made } = kind(settings)
  const isOff = notification.active === false || notification.active === 0
  return {
    kind: 'item',
    item: {
      where,
      name,
      notes: notes.filter((note) => typeof note === 'string'),
      body: compact({
        name,
        ...made,
        enabled: isOff ? false : undefined,
        tags: route === null ? undefined : [route],
      }),
    },
  }
}

function settingsOf({ config, ...rest }: Fields): Fields | null {
  if (typeof config !== 'string') return isFields(config) ? config : rest
  try {
    const settings: unknown = JSON.parse(config)
    return isFields(settings) ? settings : null
  } catch {
    return null
  }
}
