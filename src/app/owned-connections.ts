import { isDeepStrictEqual } from 'node:util'
import type { SqlStore } from '../adapters/stores/sql/index.ts'
import type { Clock, Logger, Random, Write } from '../kernel/index.ts'
import { Secret, type Settings } from '../kernel/index.ts'
import {
  type Connection,
  type ConnectionDefinition,
  definitionOf,
  type Platforms,
} from '../modules/pipelines/index.ts'
import type { Config } from './config/index.ts'

export type KeepOptions = {
  readonly config: Config
  readonly store: Pick<SqlStore, 'connections'>
  readonly platforms: Platforms
  readonly revealConnection: (setting: string) => string
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
}

type FileConnection = Config['connections'][number]

/**
 * Makes the connections of the configuration what it says. One that it no longer has is switched off
 * and keeps its history: a variable may only be missing. One that is as it was is left alone, so that
 * nothing is read anew.
 */
export async function keepConnections(options: KeepOptions): Promise<void> {
  const { config, store, clock, log } = options
  const actor = { userId: null, label: 'configuration file', requestId: null }
  const write = () => ({ actor, at: clock.now() })
  const present = await store.connections.list()
  for (const wanted of config.connections) {
    const before = present.find(({ name }) => name === wanted.name) ?? null
    await keepOne(wanted, before, { ...options, write: write() })
  }
  const names = new Set(config.connections.map(({ name }) => name))
  for (const { state, ...connection } of present) {
    const { id, name, owned, enabled, rev } = connection
    if (!owned || !enabled || names.has(name)) continue
    log.warn(
      'a connection is no longer in the configuration: it is switched off, its history stays',
      {
        connection: name,
      },
    )
    const definition = { ...definitionIn(connection), enabled: false }
    await store.connections.save(id, { definition, expectedRev: rev }, write())
  }
}

const definitionIn = ({ name, platform, config, enabled }: Connection): ConnectionDefinition => ({
  name,
  platform,
  config,
  enabled,
})

async function keepOne(
  wanted: FileConnection,
  before: Connection | null,
  { store, write, log, ...options }: KeepOptions & { readonly write: Write },
): Promise<void> {
  if (before !== null && !before.owned) {
    log.warn('a connection of the configuration was left out: somebody added one of that name', {
      connection: wanted.name,
    })
    return
  }
  if (before !== null && before.platform !== wanted.platform) {
    await store.connections.remove(before.id, write)
    return keepOne(wanted, null, { ...options, store, write, log })
  }
  const definition = defined(wanted, before, options)
  if (before === null) {
    await store.connections.create({ ...definition, owned: true }, write)
  } else if (!isSame(definition, before)) {
    await store.connections.save(before.id, { definition, expectedRev: before.rev }, write)
  }
}

function defined(
  { name, platform, settings }: FileConnection,
  before: Connection | null,
  { platforms, random, revealConnection }: Omit<KeepOptions, 'store' | 'log'>,
): ConnectionDefinition {
  const config = sealedAsBefore(settings, before?.config ?? {}, revealConnection)
  return definitionOf({ name, platform, config, enabled: true }, before, { platforms, random })
}

/** A secret that has not changed keeps its sealed text: sealed again it would look like another one. */
function sealedAsBefore(
  settings: Settings,
  before: Settings,
  reveal: (setting: string) => string,
): Record<string, unknown> {
  const entries = Object.entries(settings).map(([name, value]): [string, unknown] => {
    if (!(value instanceof Secret)) return [name, value]
    const typed = value.reveal()
    const kept = before[name]
    return [name, opens(kept, reveal) === typed ? kept : typed]
  })
  return Object.fromEntries(entries)
}

function opens(sealed: unknown, reveal: (setting: string) => string): string | null {
  try {
    return typeof sealed === 'string' ? reveal(sealed) : null
  } catch {
    return null
  }
}

const isSame = (definition: ConnectionDefinition, before: Connection): boolean =>
  before.enabled && isDeepStrictEqual(definition.config, before.config)
