import { addresses } from './kuma-channel.ts'
import {
  compact,
  type Fields,
  guarded,
  isFields,
  numberAt,
  ownOf,
  type Reading,
  textAt,
  variableNotes,
} from './translated.ts'

type Made = { readonly type: string; readonly config: Fields; readonly notes?: readonly string[] }

const slackLike = (url: string | null): Made => ({
  type: 'slack',
  config: compact({ url: url ?? undefined }),
})

const kinds: Readonly<Record<string, (settings: Fields) => Made>> = {
  slack: (settings) => slackLike(textAt(settings, 'webhook-url')),
  mattermost: (settings) => slackLike(textAt(settings, 'webhook-url')),
  discord: (settings) => {
    const url = textAt(settings, 'webhook-url')
    return slackLike(url === null ? null : `${url.replace(/\/$/, '')}/slack`)
  },
  email: (settings) => {
    const port = numberAt(settings, 'port')
    return {
      type: 'smtp',
      config: compact({
        host: textAt(settings, 'host') ?? undefined,
        port: port ?? undefined,
        tls: port === 465 ? 'implicit' : 'starttls',
        username: textAt(settings, 'username') ?? textAt(settings, 'from') ?? undefined,
        password: textAt(settings, 'password') ?? undefined,
        from: textAt(settings, 'from') ?? undefined,
        to: addresses(textAt(settings, 'to')),
      }),
    }
  },
  custom: (settings) => ({
    type: 'webhook',
    config: compact({ url: textAt(settings, 'url') ?? undefined }),
    notes: ['its messages have the form of Pharos; its own body and headers were left out'],
  }),
}

/** The channels under `alerting`, one a provider. */
export function readGatusChannels(
  alerting: Fields,
  lineOf: (provider: string) => string,
): readonly Reading[] {
  return Object.entries(alerting).map(([provider, settings]): Reading => {
    const where = lineOf(provider)
    const kind = ownOf(kinds, provider)
    if (kind === undefined || !isFields(settings)) {
      const why = `Pharos has no channel of the type "${provider}"`
      return { kind: 'left', where, name: provider, why }
    }
    return guarded(where, provider, () => {
      const { notes = [], type, config } = kind(settings)
      const overrides = Array.isArray(settings.overrides) && settings.overrides.length > 0
      return {
        kind: 'item',
        item: {
          where,
          name: provider,
          body: { name: provider, type, config, tags: [routeOf(provider)] },
          notes: [
            ...variableNotes(settings),
            ...notes,
            ...(overrides ? ['its overrides for groups were left out'] : []),
          ],
        },
      }
    })
  })
}

/** The tag of the endpoints that a provider hears of. */
export const routeOf = (provider: string): string => `to:${provider}`.slice(0, 32)
