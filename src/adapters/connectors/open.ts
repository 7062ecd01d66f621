import { fieldErrors, type Settings } from '../../kernel/index.ts'
import { type Connector, PlatformFault } from '../../modules/pipelines/index.ts'
import type { ConnectorWorld } from './kind.ts'
import { kindOf } from './settings.ts'

/**
 * Opens a connector. Throws a `PlatformFault` (`misconfigured`) for settings that another version
 * stored and this one cannot read, and a `Refusal` for a secret that does not open.
 */
export function openConnector(
  world: ConnectorWorld,
  platform: string,
  settings: Settings,
): Connector {
  const kind = kindOf(platform)
  // What every connection has is none of the connector's business.
  const own = Object.fromEntries(
    Object.entries(settings).filter(([name]) => Object.hasOwn(kind.config.shape, name)),
  )
  const parsed = kind.config.safeParse(own)
  if (parsed.success) return kind.open(world, parsed.data)
  const words = { unknown: 'is no setting of this connector', under: 'config' }
  const [first] = fieldErrors(parsed.error.issues, words)
  const what = `its settings have to be saved anew (${first?.path}: ${first?.message})`
  throw new PlatformFault('misconfigured', what)
}
