import { z } from 'zod'
import {
  type Actor,
  type Clock,
  type ConnectionId,
  invalid,
  nearest,
  notFound,
  type Random,
  Refusal,
  readFields,
  type Settings,
} from '../../kernel/index.ts'
import type { Connection, ConnectionDefinition, ConnectionView } from './connection.ts'
import type { Platforms } from './connector.ts'
import type { ConnectionStore, SavedConnection } from './ports.ts'
import type { WantStore } from './want.ts'

/** Somebody saved over a version that is no longer the present one. */
export class StaleConnection extends Refusal {
  readonly current: Connection
  constructor(current: Connection) {
    super('stale', `${current.name} was changed by somebody else; it is at version ${current.rev}`)
    this.current = current
  }
}

export type ConnectionsOptions = {
  readonly store: ConnectionStore & Pick<WantStore, 'want'>
  readonly platforms: Platforms
  /** A setting as it was typed; throws a `Refusal` for one that is sealed with another key. */
  readonly reveal: (setting: string) => string
  readonly clock: Clock
  readonly random: Random
}

export type Connections = ReturnType<typeof createConnections>

/** As many as a section of the configuration file may have. */
const mostConnections = 1_000

/** Names stand in the addresses of webhooks. */
const name = z
  .string({ error: 'is needed' })
  .trim()
  .min(1, 'is needed')
  .max(100, 'must be at most 100 characters')
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, 'must be letters, digits, spaces and ._-')
  .refine((text) => !/^\d+$/.test(text), 'must not be a number')

const fields = z.strictObject({
  name,
  platform: z.string({ error: 'is needed' }).max(64),
  config: z.record(z.string().max(64), z.unknown()).optional(),
  enabled: z.boolean({ error: 'must be true or false' }).optional(),
})
const patchFields = fields.partial()

type Patch = z.output<typeof patchFields>

/** What is not named stays as it is. */
const merged = ({ name, platform, config, enabled }: Connection, patch: Patch) => ({
  name: patch.name ?? name,
  platform: patch.platform ?? platform,
  config: patch.config ?? config,
  enabled: patch.enabled ?? enabled,
})
const words = { unknown: 'is not a field of a connection' } as const

type Change = { readonly input: unknown; readonly expectedRev: number }

/** Where the secret of its webhooks stands among the settings of a connection. */
export const webhookSecret = 'webhook_secret'

/** The platforms that are followed. Input is unknown data; refusals say which field is wrong. */
export function createConnections(options: ConnectionsOptions) {
  const { store, platforms, clock, random } = options

  async function present(id: ConnectionId): Promise<ConnectionView> {
    const connection = await store.find(id)
    if (connection === null) throw notFound('connection', id)
    return connection
  }

  async function changeable(id: ConnectionId): Promise<ConnectionView> {
    const connection = await present(id)
    if (!connection.owned) return connection
    const where = 'it is declared in the configuration file, and changed there'
    throw new Refusal('conflict', `${connection.name} cannot be changed here: ${where}`)
  }

  /** One that the file no longer has may go. */
  const removable = async (id: ConnectionId) => {
    const connection = await present(id)
    return connection.owned && !connection.enabled ? connection : changeable(id)
  }

  const define = (input: z.output<typeof fields>, before: Connection | null) =>
    definitionOf(input, before, { platforms, random })

  async function save(
    connection: Connection,
    definition: ConnectionDefinition,
    { expectedRev, actor }: { readonly expectedRev: number; readonly actor: Actor },
  ): Promise<Connection> {
    const change = { definition, expectedRev }
    return savedOf(await store.save(connection.id, change, { actor, at: clock.now() }), connection)
  }

  return {
    platforms,
    list: (): Promise<readonly ConnectionView[]> => store.list(),
    get: present,

    async create(input: unknown, actor: Actor): Promise<Connection> {
      const definition = define(readFields(fields, input, words), null)
      if ((await store.list()).length >= mostConnections) {
        throw new Refusal('conflict', `There are ${mostConnections} connections already`)
      }
      const write = { actor, at: clock.now() }
      return savedOf(await store.create({ ...definition, owned: false }, write), definition)
    },

    /** Replaces the whole definition; a secret that comes back as its mask stays. */
    async replace(id: ConnectionId, { input, expectedRev }: Change, actor: Actor) {
      const connection = await changeable(id)
      const definition = define(readFields(fields, input, words), connection)
      return save(connection, definition, { expectedRev, actor })
    },

    /** Changes the fields that are named. */
    async patch(id: ConnectionId, { input, expectedRev }: Change, actor: Actor) {
      const connection = await changeable(id)
      if (connection.rev !== expectedRev) throw new StaleConnection(connection)
      const whole = merged(connection, readFields(patchFields, input, words))
      return save(connection, define(whole, connection), { expectedRev, actor })
    },

    async remove(id: ConnectionId, actor: Actor, expectedRev?: number): Promise<void> {
      const connection = await removable(id)
      if (expectedRev !== undefined && connection.rev !== expectedRev) {
        throw new StaleConnection(connection)
      }
      if (!(await store.remove(id, { actor, at: clock.now() }))) throw notFound('connection', id)
    },

    /** Has its list of projects read again, soon. */
    async refresh(id: ConnectionId): Promise<void> {
      await present(id)
      await store.want(id, null, { kind: 'projects' }, clock.now())
    },

    /** The secret to give to the platform; `null` where it has none, or was sealed with another key. */
    secretOf: (connection: Pick<Connection, 'config'>): string | null =>
      secretOf(connection, options.reveal),
  }
}

export function secretOf(
  { config }: Pick<Connection, 'config'>,
  reveal: (setting: string) => string,
): string | null {
  const sealed = config[webhookSecret]
  if (typeof sealed !== 'string' || sealed === '') return null
  try {
    return reveal(sealed)
  } catch {
    return null
  }
}

type Defining = { readonly platforms: Platforms; readonly random: Random }

/** What is stored of an input: settings as the connector's schema reads them, and a secret for its webhooks in any case. */
export function definitionOf(
  { name, platform, config = {}, enabled = true }: z.output<typeof fields>,
  before: Connection | null,
  { platforms, random }: Defining,
): ConnectionDefinition {
  if (!platforms.names.includes(platform)) {
    const meant = nearest(platform, platforms.names)
    const hint = meant === null ? '' : `; did you mean ${meant}?`
    const message = `must be one of ${platforms.names.join(', ')}${hint}`
    throw invalid([{ path: 'platform', message }])
  }
  if (before !== null && before.platform !== platform) {
    throw invalid([{ path: 'platform', message: 'cannot be changed; add another connection' }])
  }
  const settings = withSecret(config, before, random)
  const parsed = platforms.parse(platform, settings, before?.config ?? null)
  return { name, platform, config: parsed, enabled }
}

/** One that nobody gave is made up, in the form that Standard Webhooks has for them. */
function withSecret(config: Settings, before: Connection | null, random: Random): Settings {
  const given = config[webhookSecret]
  if (given !== undefined && given !== '') return config
  const kept = before?.config[webhookSecret]
  const secret = kept ?? newSecret(random)
  return { ...config, [webhookSecret]: secret }
}

/**
 * As Standard Webhooks has them, of 33 bytes so that nothing is padded. It may stand in an address, so
 * one with a slash or a plus in it is not taken: each try is good one time in four.
 */
export function newSecret(random: Pick<Random, 'bytes'>): string {
  let text = random.bytes(33).toBase64()
  for (let tries = 0; tries < 200 && /[+/]/.test(text); tries++) {
    text = random.bytes(33).toBase64()
  }
  return `whsec_${text}`
}

function savedOf(saved: SavedConnection, { name }: Pick<Connection, 'name'>): Connection {
  switch (saved.kind) {
    case 'saved':
      return saved.connection
    case 'stale':
      throw new StaleConnection(saved.current)
    case 'taken':
      throw invalid([{ path: 'name', message: `must be another one: there is a ${name} already` }])
    case 'absent':
      throw new Refusal('not_found', `There is no connection ${name} any more`)
  }
}
