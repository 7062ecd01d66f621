import { join } from 'node:path'
import type { Role, Secret } from '../../kernel/index.ts'
import { connectionsOf, connectorNames, type FileConnection } from './connectors.ts'
import type { ListenAddress, Retention } from './fields.ts'
import type { EnvironmentValues, FileValues } from './schema.ts'
import { seal } from './seal.ts'
import type { FileService } from './services.ts'
import type { Source } from './source.ts'
import { isMapping } from './tree.ts'

export type Registration = 'open' | 'invite' | 'closed'

/** Where the relational state lives. */
export type DatabaseConfig =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: Secret; readonly pool: number }

/** Sections of rooms that are not built yet: checked and shown, read by nobody. */
export type InactiveConfig = Pick<
  FileValues,
  | 'clickhouse'
  | 'prometheus'
  | 'cloudwatch'
  | 'kubernetes'
  | 'databases'
  | 'rule_files'
  | 'alertmanager'
> & { readonly scrape_configs: readonly unknown[] }

/** The configuration, complete and checked. Times are in milliseconds. */
export type Config = {
  /** The file that was read, as the user named it. */
  readonly file: string | null
  readonly environment: 'production' | 'development'
  readonly dataDir: string
  readonly server: {
    readonly host: string
    /** 0 takes a free one. */
    readonly port: number
    readonly grpcPort: number
    /** Without a slash at its end. */
    readonly publicUrl: string | null
    /** Addresses and networks in CIDR notation. */
    readonly trustedProxies: readonly string[]
    /** Origins, or `*`. */
    readonly corsOrigins: readonly string[]
    readonly publicMetrics: boolean
  }
  readonly auth: {
    readonly registration: Registration
    readonly defaultRole: Role
    /** `null`: generate one and keep it in the data folder. */
    readonly jwtSecret: Secret | null
    /** `null`: generate one and print it. */
    readonly setupToken: Secret | null
  }
  /** Encrypts stored secrets. `null`: generate one and keep it in the data folder. */
  readonly secretKey: Secret | null
  readonly database: DatabaseConfig
  readonly ui: {
    readonly title: string
    readonly refreshIntervalMs: number
    /** Whose days statistics count. `null`: the zone of this computer. */
    readonly timeZone: string | null
  }
  readonly cache: {
    readonly type: 'memory' | 'redis'
    readonly redisUrl: Secret | null
    /** How long what was read counts as fresh. */
    readonly ttlMs: number
    readonly staleTtlMs: number
    /** How often platforms are asked. */
    readonly refreshMs: number
  }
  readonly connections: readonly FileConnection[]
  /** Projects to follow: ids, full names or names. None: all. */
  readonly watched: readonly string[]
  readonly checks: {
    readonly defaultIntervalMs: number
    readonly defaultTimeoutMs: number
    readonly allowPrivateTargets: boolean
    readonly concurrency: number
    /** Addresses of reference targets; none: every failure stands. */
    readonly guard: { readonly targets: readonly string[] }
  }
  readonly services: readonly FileService[]
  readonly retention: {
    readonly outcomesMs: Retention
    readonly rollupsMs: Retention
    readonly samplesMs: Retention
    readonly runsMs: Retention
    readonly eventsMs: Retention
  }
  readonly status: {
    readonly enabled: boolean
    /** `null`: the title of the interface. */
    readonly title: string | null
    /** Services with one of these are on the public page. */
    readonly tags: readonly string[]
  }
  readonly collector: {
    /** `null`: a Unix socket in the data folder. */
    readonly listen: ListenAddress | null
    /** What `web` shows to the collector. `null`: generate one and keep it in the data folder. */
    readonly secret: Secret | null
  }
  readonly heartbeat: {
    /** Asked for as long as Pharos works; `null`: nobody is. */
    readonly url: Secret | null
    readonly intervalMs: number
  }
  readonly logging: {
    readonly level: 'debug' | 'info' | 'warn' | 'error'
    readonly format: 'json' | 'text'
  }
  /** Where `web` finds the collector. `null`: the socket in the data folder. */
  readonly aggregatorUrl: Secret | null
  /** The server that the commands speak to. */
  readonly client: { readonly url: Secret | null; readonly token: Secret | null }
  readonly inactive: InactiveConfig
  /** Where a value came from, by the dotted path of its key or by the variable's name. */
  readonly source: (path: string) => Source
}

export type Parts = {
  readonly file: string | null
  readonly values: FileValues
  readonly environment: EnvironmentValues
  readonly services: readonly FileService[]
  readonly texts: ReadonlySet<string>
  readonly source: (path: string) => Source
}

/** Puts checked values into the shape that the program reads. */
export function shapeConfig(parts: Parts): Config {
  const { file, values, environment: env, services, texts, source } = parts
  const { server, auth, ui, checks, retention, logging, cache } = values
  return {
    file,
    environment: env.ENVIRONMENT,
    dataDir: env.PHAROS_DATA_DIR,
    server: {
      host: server.host,
      port: server.port,
      grpcPort: server.grpc_port,
      publicUrl: server.public_url ?? null,
      trustedProxies: server.trusted_proxies,
      corsOrigins: server.cors_origins,
      publicMetrics: server.public_metrics,
    },
    auth: {
      registration: auth.registration ?? (env.ENVIRONMENT === 'development' ? 'open' : 'invite'),
      defaultRole: auth.default_role,
      jwtSecret: env.JWT_SECRET ?? null,
      setupToken: env.PHAROS_SETUP_TOKEN ?? null,
    },
    secretKey: env.PHAROS_SECRET_KEY ?? null,
    database: shapeDatabase(values, env),
    ui: {
      title: ui.title,
      refreshIntervalMs: ui.refresh_interval,
      timeZone: ui.time_zone ?? null,
    },
    cache: {
      type: cache.type,
      redisUrl: cache.redis_url ?? null,
      ttlMs: cache.ttl,
      staleTtlMs: cache.stale_ttl,
      refreshMs: cache.refresh_interval,
    },
    connections: connectionsOf(values),
    watched: values.filters.watched_repos,
    checks: {
      defaultIntervalMs: checks.default_interval,
      defaultTimeoutMs: checks.default_timeout,
      allowPrivateTargets: checks.allow_private_targets,
      concurrency: checks.concurrency,
      guard: checks.guard,
    },
    services,
    retention: {
      outcomesMs: retention.outcomes,
      rollupsMs: retention.rollups,
      samplesMs: retention.samples,
      runsMs: retention.runs,
      eventsMs: retention.events,
    },
    status: { ...values.status, title: values.status.title ?? null },
    collector: {
      listen: values.collector.listen ?? null,
      secret: values.collector.secret ?? null,
    },
    heartbeat: { url: values.heartbeat.url ?? null, intervalMs: values.heartbeat.interval },
    logging,
    aggregatorUrl: env.AGGREGATOR_URL ?? null,
    client: { url: env.PHAROS_URL ?? null, token: env.PHAROS_TOKEN ?? null },
    inactive: shapeInactive(values, texts),
    source,
  }
}

function shapeDatabase({ database }: FileValues, env: EnvironmentValues): DatabaseConfig {
  const given = database.postgres_url ?? {
    kind: 'sqlite',
    file: join(env.PHAROS_DATA_DIR, 'pharos.db'),
  }
  return given.kind === 'postgres' ? { ...given, pool: database.pool } : given
}

function shapeInactive(values: FileValues, texts: ReadonlySet<string>): InactiveConfig {
  const { server, auth, database, ui, checks, services, retention, logging, ...others } = values
  const { collector, heartbeat, status, cache, filters, ...rest } = others
  const inactive = Object.fromEntries(
    Object.entries(rest).filter(([name]) => !connectorNames.includes(name)),
  ) as typeof rest
  const scrapeConfigs = values.scrape_configs.map((job, index) => {
    const sealed = seal(job, `scrape_configs.${index}`, texts)
    return isMapping(sealed) ? { ...sealed, job_name: job.job_name } : sealed
  })
  return { ...inactive, scrape_configs: scrapeConfigs }
}
