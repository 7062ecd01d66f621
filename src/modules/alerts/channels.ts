import { z } from 'zod'
import {
  type Actor,
  type ChannelId,
  type Clock,
  invalid,
  nearest,
  notFound,
  type Random,
  Refusal,
  readFields,
  type Settings,
} from '../../kernel/index.ts'
import type { Attempt, ChannelKinds, Senders } from './channel.ts'
import type {
  Channel,
  ChannelDefinition,
  ChannelStanding,
  ChannelStore,
  Delivery,
  DeliveryReader,
} from './ports.ts'

/** Somebody saved over a version that is no longer the present one. */
export class StaleChannel extends Refusal {
  readonly current: Channel
  constructor(current: Channel) {
    super('stale', `${current.name} was changed by somebody else; it is at version ${current.rev}`)
    this.current = current
  }
}

export type ChannelsOptions = {
  readonly store: ChannelStore & DeliveryReader
  readonly kinds: ChannelKinds
  readonly senders: Senders
  /** What the catalogue makes of tags. Throws a `Refusal` with the field `tags`. */
  readonly parseTags: (tags: unknown) => readonly string[]
  readonly clock: Clock
  readonly random: Random
}

export type Channels = ReturnType<typeof createChannels>

/** A person needs few, and each costs a message a change. */
const mostChannels = 100
const mostDeliveries = 200

const fields = z.strictObject({
  name: z
    .string({ error: 'is needed' })
    .trim()
    .min(1, 'is needed')
    .max(200, 'must be at most 200 characters'),
  type: z.string({ error: 'is needed' }).max(64),
  config: z.record(z.string().max(64), z.unknown()).optional(),
  tags: z.unknown().optional(),
  enabled: z.boolean({ error: 'must be true or false' }).optional(),
})
const patchFields = fields.partial()
const words = { unknown: 'is not a field of a channel' } as const

type Change = { readonly input: unknown; readonly expectedRev: number }

/** Where notifications go. Input is unknown data; refusals say which field is wrong. */
export function createChannels(options: ChannelsOptions) {
  const { store, senders, clock } = options

  async function present(id: ChannelId): Promise<Channel> {
    const channel = await store.find(id)
    if (channel === null) throw notFound('channel', id)
    return channel
  }

  async function save(
    channel: Channel,
    { definition, expectedRev }: { definition: ChannelDefinition; expectedRev: number },
    actor: Actor,
  ): Promise<Channel> {
    const saved = await store.save(
      channel.id,
      { definition, expectedRev },
      { actor, at: clock.now() },
    )
    if (saved.kind === 'saved') return saved.channel
    if (saved.kind === 'stale') throw new StaleChannel(saved.current)
    throw notFound('channel', channel.id)
  }

  return {
    list: (): Promise<readonly Channel[]> => store.list(),
    get: present,

    async create(input: unknown, actor: Actor): Promise<Channel> {
      const definition = define(readFields(fields, input, words), null, options)
      if ((await store.list()).length >= mostChannels) {
        throw new Refusal(
          'conflict',
          `There are ${mostChannels} channels already; remove one first`,
        )
      }
      return store.create(definition, { actor, at: clock.now() })
    },

    /** Replaces the whole definition; a secret that comes back as its mask stays. */
    async replace(id: ChannelId, { input, expectedRev }: Change, actor: Actor): Promise<Channel> {
      const channel = await present(id)
      const definition = define(readFields(fields, input, words), channel, options)
      return save(channel, { definition, expectedRev }, actor)
    },

    /** Changes the fields that are named. */
    async patch(id: ChannelId, { input, expectedRev }: Change, actor: Actor): Promise<Channel> {
      const channel = await present(id)
      if (channel.rev !== expectedRev) throw new StaleChannel(channel)
      const { name, type, config, tags, enabled } = channel
      const merged = { name, type, config, tags, enabled, ...readFields(patchFields, input, words) }
      return save(channel, { definition: define(merged, channel, options), expectedRev }, actor)
    },

    async remove(id: ChannelId, actor: Actor, expectedRev?: number): Promise<void> {
      const channel = await present(id)
      if (expectedRev !== undefined && channel.rev !== expectedRev) throw new StaleChannel(channel)
      if (await store.remove(id, { actor, at: clock.now() })) return
      throw notFound('channel', id)
    },

    /** Sends a message that says that it is a test, at once, and tells what became of it. */
    async test(id: ChannelId, actor: Actor, signal: AbortSignal): Promise<Attempt> {
      const { type, config } = await present(id)
      const send = senders.senderOf(type)
      if (send === null)
        return { kind: 'refused', detail: `this build has no channel of type ${type}` }
      const key = hex(options.random.bytes(16))
      const notification = { kind: 'test', id: key, at: clock.now(), by: actor.label } as const
      return send({ settings: config, notification, link: null }, signal)
    },

    async deliveries(id: ChannelId, limit = 50): Promise<readonly Delivery[]> {
      await present(id)
      return store.deliveriesOf(id, Math.min(limit, mostDeliveries))
    },

    standings: (): Promise<readonly ChannelStanding[]> => store.standings(),

    /** Has a message that was given up tried again. */
    async replay(deliveryId: number, actor: Actor): Promise<void> {
      if (await store.replay(deliveryId, { actor, at: clock.now() })) return
      throw new Refusal('not_found', 'There is no message with this id that was given up')
    },
  }
}

type Draft = {
  readonly name?: string | undefined
  readonly type?: string | undefined
  readonly config?: Settings | undefined
  readonly tags?: unknown
  readonly enabled?: boolean | undefined
}

function define(
  draft: Draft,
  present: Channel | null,
  { kinds, parseTags }: Pick<ChannelsOptions, 'kinds' | 'parseTags'>,
): ChannelDefinition {
  const { name = '', type = '', config = {}, tags, enabled = true } = draft
  if (!kinds.types.includes(type)) {
    const meant = nearest(type, kinds.types)
    const hint = meant === null ? '' : `; did you mean ${meant}?`
    throw invalid([{ path: 'type', message: `must be one of ${kinds.types.join(', ')}${hint}` }])
  }
  const before = present?.type === type ? present.config : null
  return {
    name,
    type,
    config: kinds.parse(type, config, before),
    tags: tags === undefined ? [] : parseTags(tags),
    enabled,
  }
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
