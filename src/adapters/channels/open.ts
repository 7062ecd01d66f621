import type { z } from 'zod'
import {
  type FieldError,
  invalid,
  nearest,
  Refusal,
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

/** A secret that cannot be opened is a matter for a person, not for another attempt. */
const speaking =
  (send: Send): Send =>
  (letter, signal) =>
    send(letter, signal).catch((error) => {
      if (error instanceof Refusal) return { kind: 'refused', detail: error.message }
      throw error
    })

function kindOf(type: string): ChannelKind {
  const kind = channels.find((channel) => channel.type === type)
  if (kind !== undefined) return kind
  throw invalid([{ path: 'type', message: `must be one of ${channelTypes.join(', ')}` }])
}

/** What a channel's own schema makes of its settings. Throws a `Refusal` with errors under `config.…`. */
export function parseChannel(type: string, config: Settings): Settings {
  const { config: schema } = kindOf(type)
  const parsed = schema.safeParse(config)
  if (parsed.success) return { ...(parsed.data as Settings) }
  const known = Object.keys(schema.toJSONSchema({ io: 'input' }).properties ?? {})
  throw invalid(parsed.error.issues.flatMap((issue) => errorsOf(issue, known)))
}

function errorsOf(issue: z.core.$ZodIssue, known: readonly string[]): FieldError[] {
  const path = ['config', ...issue.path].join('.')
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
  return issue.keys.map((key) => {
    const meant = nearest(key, known)
    const hint = meant === null ? '' : `; did you mean ${meant}?`
    return { path: `${path}.${key}`, message: `is no setting of this channel${hint}` }
  })
}

export const secretsOfChannel = (type: string): readonly string[] =>
  secretNames(kindOf(type).config)

/** Where its messages go; `null` where that is itself a secret. */
export const destinationOf = (type: string, settings: Settings): string | null =>
  kindOf(type).destination(settings)
