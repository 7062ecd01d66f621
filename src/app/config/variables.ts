import { type ConnectorKind, connectors } from '../../adapters/connectors/index.ts'
import { hasPublicInstance } from './connectors.ts'

/** An environment variable that Pharos reads. */
export type Variable = {
  readonly name: string
  /**
   * The key of the configuration file that it overrides, as a dotted path. Where it is the name of a
   * variable, no file can set it. `github.0.token` is the one instance that exists while the file
   * names none.
   */
  readonly sets: string
  readonly secret: boolean
  readonly help: string
  /** Turns what people write into what the configuration file would hold. */
  readonly read?: (text: string) => string
}

const lower = (text: string): string => text.toLowerCase()
/** `:8080` is how programs in Go take a port. */
const port = (text: string): string => text.replace(/^:/, '')

const plain = { secret: false } as const
const secret = { secret: true } as const

/**
 * Every variable, in the order of `.env.example`. Of two that set the same path the first one wins.
 * `NAME_FILE` works for each: the value is then read from that file.
 */
export const variables: readonly Variable[] = [
  { name: 'PORT', sets: 'server.port', ...plain, read: port, help: 'HTTP port: 8080 or :8080' },
  { name: 'HOST', sets: 'server.host', ...plain, help: 'address to listen on' },
  { name: 'GRPC_PORT', sets: 'server.grpc_port', ...plain, read: port, help: 'gRPC port' },
  {
    name: 'DATABASE_URL',
    sets: 'database.postgres_url',
    ...secret,
    help: 'postgres://user:password@host:5432/name, or sqlite:FILE; absent: SQLite in the data folder',
  },
  {
    name: 'POSTGRES_URL',
    sets: 'database.postgres_url',
    ...secret,
    help: 'the same, when DATABASE_URL is absent',
  },
  {
    name: 'REDIS_URL',
    sets: 'cache.redis_url',
    ...secret,
    help: 'Redis for queue, cache and wake-ups',
  },
  { name: 'CACHE_TYPE', sets: 'cache.type', ...plain, read: lower, help: 'memory or redis' },
  { name: 'CLICKHOUSE_URL', sets: 'clickhouse.url', ...secret, help: 'time series in ClickHouse' },
  {
    name: 'JWT_SECRET',
    sets: 'JWT_SECRET',
    ...secret,
    help: 'signing key; in production at least 32 bytes; absent: generated and kept in the data folder',
  },
  {
    name: 'ENVIRONMENT',
    sets: 'ENVIRONMENT',
    ...plain,
    read: lower,
    help: 'production (default) or development',
  },
  {
    name: 'ENV',
    sets: 'ENVIRONMENT',
    ...plain,
    read: lower,
    help: 'the same, when ENVIRONMENT is absent',
  },
  {
    name: 'LOG_LEVEL',
    sets: 'logging.level',
    ...plain,
    read: lower,
    help: 'debug, info, warn or error',
  },
  { name: 'LOG_FORMAT', sets: 'logging.format', ...plain, read: lower, help: 'json or text' },
  {
    name: 'CHECK_INTERVAL',
    sets: 'checks.default_interval',
    ...plain,
    help: 'default check interval, in seconds',
  },
  ...connectors.flatMap(platformVariables),
  {
    name: 'AGGREGATOR_URL',
    sets: 'AGGREGATOR_URL',
    ...secret,
    help: 'where `web` finds the collector; absent: a Unix socket in the data folder',
  },
  {
    name: 'COLLECTOR_LISTEN',
    sets: 'collector.listen',
    ...plain,
    help: 'where the collector listens, such as 127.0.0.1:8081; absent: that socket',
  },
  {
    name: 'COLLECTOR_SECRET',
    sets: 'collector.secret',
    ...secret,
    help: 'what `web` and the collector know of each other; absent: generated and kept in the data folder',
  },
  {
    name: 'PHAROS_HEARTBEAT_URL',
    sets: 'heartbeat.url',
    ...secret,
    help: 'asked for every minute while Pharos works, so that somebody else notices when it does not',
  },
  {
    name: 'PHAROS_SETUP_TOKEN',
    sets: 'PHAROS_SETUP_TOKEN',
    ...secret,
    help: "the first administrator's one-time token; absent: generated and printed",
  },
  { name: 'PHAROS_DATA_DIR', sets: 'PHAROS_DATA_DIR', ...plain, help: 'data folder' },
  { name: 'PHAROS_CONFIG', sets: 'PHAROS_CONFIG', ...plain, help: 'configuration file' },
  {
    name: 'PHAROS_SECRET_KEY',
    sets: 'PHAROS_SECRET_KEY',
    ...secret,
    help: 'key that encrypts stored secrets; absent: generated and kept in the data folder',
  },
  { name: 'PHAROS_URL', sets: 'PHAROS_URL', ...secret, help: 'server that the commands speak to' },
  { name: 'PHAROS_TOKEN', sets: 'PHAROS_TOKEN', ...secret, help: 'token that the commands send' },
]

/** A connector's variables add an instance of it where the file names none. */
function platformVariables({ platform, title, config }: ConnectorKind): Variable[] {
  const { token, url } = config.shape
  if (token === undefined || url === undefined) return []
  const word = platform.toUpperCase()
  const adds = hasPublicInstance(platform)
    ? `adds ${title} when the file names none`
    : `adds a ${title} when the file names none; needs ${word}_URL`
  return [
    { name: `${word}_TOKEN`, sets: `${platform}.0.token`, ...secret, help: adds },
    {
      name: `${word}_URL`,
      sets: `${platform}.0.url`,
      ...plain,
      help: `the address of that ${title}`,
    },
  ]
}

/** Flags that go before everything else, for `parseArgs` of `node:util`. */
export const configFlags = {
  config: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  'data-dir': { type: 'string' },
  'log-level': { type: 'string' },
} as const

export type FlagName = keyof typeof configFlags
export type Flags = { readonly [name in FlagName]?: string | undefined }

/** What each flag sets; `--config` is read before the file is. */
export const flagPaths: Readonly<Record<Exclude<FlagName, 'config'>, string>> = {
  port: 'server.port',
  host: 'server.host',
  'data-dir': 'PHAROS_DATA_DIR',
  'log-level': 'logging.level',
}
