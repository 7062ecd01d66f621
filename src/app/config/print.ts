import { Document, isCollection, isMap, isScalar, isSeq, type Node } from 'yaml'
import { formatDuration, Secret } from '../../kernel/index.ts'
import type { Config } from './config.ts'
import { type ListenAddress, mask, type Retention } from './fields.ts'
import { printable } from './problems.ts'
import { maskUrl } from './seal.ts'
import { describeSource } from './source.ts'
import { dotted, isMapping, type Path } from './tree.ts'

/**
 * The effective configuration as YAML that can be read back, each key with its origin. Of a secret
 * only the mask is shown, of an address everything but the password.
 */
export function printConfig(config: Config): string {
  const document = new Document(hidden(fileTree(config), []), { aliasDuplicateObjects: false })
  const origin = (path: string) => ` ${printable(describeSource(config.source(path)))}`
  annotate(document.contents, [], origin)
  const rest = environmentLines(config).map(([name, value]) => {
    return `# ${printable(`${name}=${value}`)}  #${origin(name)}`
  })
  return [
    document.toString({ lineWidth: 0 }),
    '# Set by the environment and flags only:',
    ...rest,
    '',
  ].join('\n')
}

/** The configuration as a file would hold it, with the secrets in it. */
export function fileTree(config: Config) {
  const { server, auth, database, ui, checks, retention, logging, inactive } = config
  const { collector, heartbeat, status, cache } = config
  return {
    server: {
      host: server.host,
      port: server.port,
      grpc_port: server.grpcPort,
      public_url: server.publicUrl,
      trusted_proxies: server.trustedProxies,
      cors_origins: server.corsOrigins,
      public_metrics: server.publicMetrics,
    },
    auth: { registration: auth.registration, default_role: auth.defaultRole },
    database:
      database.kind === 'sqlite'
        ? { postgres_url: `sqlite:${database.file}` }
        : { postgres_url: database.url, pool: database.pool },
    ui: {
      refresh_interval: formatDuration(ui.refreshIntervalMs),
      title: ui.title,
      time_zone: ui.timeZone,
    },
    cache: {
      type: cache.type,
      redis_url: cache.redisUrl,
      ttl: formatDuration(cache.ttlMs),
      stale_ttl: formatDuration(cache.staleTtlMs),
      refresh_interval: formatDuration(cache.refreshMs),
    },
    ...connectionTree(config),
    filters: { watched_repos: config.watched },
    checks: {
      default_interval: formatDuration(checks.defaultIntervalMs),
      default_timeout: formatDuration(checks.defaultTimeoutMs),
      allow_private_targets: checks.allowPrivateTargets,
      concurrency: checks.concurrency,
      guard: { targets: checks.guard.targets },
    },
    services: config.services.map((service) => service.shown),
    retention: {
      outcomes: kept(retention.outcomesMs),
      rollups: kept(retention.rollupsMs),
      samples: kept(retention.samplesMs),
      runs: kept(retention.runsMs),
      events: kept(retention.eventsMs),
    },
    status: { enabled: status.enabled, title: status.title, tags: status.tags },
    collector: {
      listen: collector.listen && listenText(collector.listen),
      secret: collector.secret,
    },
    heartbeat: { url: heartbeat.url, interval: formatDuration(heartbeat.intervalMs) },
    logging: { level: logging.level, format: logging.format },
    ...inactiveTree(inactive),
  }
}

const listenText = ({ host, port }: ListenAddress): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`

const kept = (time: Retention): string => (time === 'forever' ? time : formatDuration(time))

/** Platforms that somebody named; the others have no section. */
const connectionTree = ({ connections }: Config) =>
  Object.fromEntries(
    [...Map.groupBy(connections, ({ platform }) => platform)].map(([platform, list]) => [
      platform,
      list.map(({ name, settings }) => ({ name, ...settings })),
    ]),
  )

/** Only what somebody wrote: the rooms behind it have no defaults yet. */
function inactiveTree(inactive: Config['inactive']) {
  const sections = Object.entries(inactive).filter(
    ([, value]) => !Array.isArray(value) || value.length > 0,
  )
  return Object.fromEntries(sections)
}

/** Addresses whose path is the key: of them only the server is shown. */
const keyedAddresses = new Set(['heartbeat.url'])

/** Plain values with the secrets hidden, absent keys left out, and dollars that reading leaves alone. */
export function hidden(value: unknown, path: Path): unknown {
  if (value instanceof Secret) {
    const text = value.reveal()
    if (keyedAddresses.has(dotted(path))) return `${URL.parse(text)?.origin ?? ''}/${mask}`
    const isAddress = /(^|_)url$/.test(String(path.at(-1))) && text.includes('://')
    return isAddress ? escaped(maskUrl(text)) : mask
  }
  if (typeof value === 'string') return escaped(value)
  if (Array.isArray(value)) return value.map((item, index) => hidden(item, [...path, index]))
  if (!isMapping(value)) return value
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined && inner !== null)
    .map(([key, inner]) => [key, hidden(inner, [...path, key])])
  return Object.fromEntries(entries)
}

const escaped = (text: string): string =>
  /\$[${]/.test(text) ? text.replaceAll('$', '$$$$') : text

/** Writes the origin behind each value; lists of plain values take one line. */
function annotate(node: unknown, path: Path, origin: (path: string) => string): void {
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : ''
      annotate(value, [...path, name], origin)
    }
  } else if (isSeq(node) && node.items.some((item) => isCollection(item))) {
    node.items.forEach((item, index) => {
      annotate(item, [...path, index], origin)
    })
  } else if (isNode(node)) {
    if (isSeq(node)) node.flow = true
    node.comment = origin(dotted(path))
  }
}

const isNode = (value: unknown): value is Node => isScalar(value) || isCollection(value)

/** What no file can set, by the variable's name, with the secrets hidden. */
export function environmentLines(config: Config): [string, string][] {
  const url = (secret: Secret | null) => (secret === null ? null : maskUrl(secret.reveal()))
  const secret = (value: Secret | null) => (value === null ? null : mask)
  const lines: [string, string | null][] = [
    ['ENVIRONMENT', config.environment],
    ['PHAROS_DATA_DIR', config.dataDir],
    ['JWT_SECRET', secret(config.auth.jwtSecret)],
    ['AGGREGATOR_URL', url(config.aggregatorUrl)],
    ['PHAROS_SETUP_TOKEN', secret(config.auth.setupToken)],
    ['PHAROS_SECRET_KEY', secret(config.secretKey)],
    ['PHAROS_URL', url(config.client.url)],
    ['PHAROS_TOKEN', secret(config.client.token)],
  ]
  return lines.flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, value]],
  )
}
