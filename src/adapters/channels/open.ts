import { ZodError } from 'zod'
import {
  fieldErrors,
  invalid,
  Refusal,
  readFields,
  type Settings,
  secretNames,
} from '../../kernel/index.ts'
import type { Send, Senders } from '../../modules/alerts/index.ts'
import type { ChannelKind, ChannelWorld } from './kind.ts'
import { channels } from './registry.ts'

export const channelTypes: readonly string[] = channels.map(({ type }) => type)

/** Every channel of this build, ready to send. */
export function openSenders(world: ChannelWorld): Senders {
  const opened = new Map<string, Send>(
    channels.map((kind) => [kind.type, speaking(kind.open(world))]),
  )
  return { senderOf: (type) => opened.get(type) ?? null }
}

/** A secret that cannot be opened, or settings of another version: a matter for a person, not for another attempt. */
const speaking =
  (send: Send): Send =>
  (letter, signal) =>
    send(letter, signal).catch((error) => {
      if (error instanceof Refusal) return { kind: 'refused', detail: error.message }
      if (error instanceof ZodError) return { kind: 'refused', detail: unreadable(error) }
      throw error
    })

function unreadable({ issues }: ZodError): string {
  const [first] = fieldErrors(issues, { unknown: 'is no setting of this channel', under: 'config' })
  return `its settings have to be saved anew (${first?.path}: ${first?.message})`
}

function kindOf(type: string): ChannelKind {
  const kind = channels.find((channel) => channel.type === type)
  if (kind !== undefined) return kind
  throw invalid([{ path: 'type', message: `must be one of ${channelTypes.join(', ')}` }])
}

/** What a channel's own schema makes of its settings. Throws a `Refusal` with errors under `config.…`. */
export function parseChannel(type: string, config: Settings): Settings {
  const { config: schema } = kindOf(type)
  const known = Object.keys(schema.toJSONSchema({ io: 'input' }).properties ?? {})
  const words = { unknown: 'is no setting of this channel', under: 'config', known }
  return { ...(readFields(schema, config, words) as Settings) }
}

export const secretsOfChannel = (type: string): readonly string[] =>
  secretNames(kindOf(type).config)

/** Where its messages go; `null` where that is itself a secret. */
export const destinationOf = (type: string, settings: Settings): string | null =>
  kindOf(type).destination(settings)
