/** Connectors: how a platform of CI and code is spoken to. One folder a platform, listed in `registry.ts`. */
export type { ConnectorDescription } from './describe.ts'
export { describeConnectors } from './describe.ts'
export type { ConnectorKind, ConnectorWorld } from './kind.ts'
export { openConnector } from './open.ts'
export { connectors } from './registry.ts'
export { kindOf, parseConnection, secretsOf } from './settings.ts'
