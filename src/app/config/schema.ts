import { z } from 'zod'
import { roles } from '../../kernel/index.ts'
import { connectorSections } from './connectors.ts'
import {
  choice,
  databaseUrl,
  duration,
  host,
  httpUrl,
  list,
  listenAddress,
  network,
  optional,
  origin,
  port,
  referenceUrl,
  retention,
  secret,
  secretUrl,
  tag,
  text,
  timeZone,
  wholeNumber,
  word,
  yesOrNo,
} from './fields.ts'
import { inactiveSections } from './inactive.ts'
import { section } from './sections.ts'

const dayMs = 86_400_000
const cacheTime = duration(1_000, 30 * dayMs, 'from 1s to 30d')

/** The sections that something reads. */
const activeSections = {
  server: section({
    host: host.prefault('0.0.0.0'),
    port: port.prefault(8080),
    grpc_port: port.prefault(50_051),
    public_url: optional(httpUrl),
    trusted_proxies: list(network),
    cors_origins: list(origin),
    public_metrics: yesOrNo.prefault(false),
  }),
  auth: section({
    // Absent it depends on the environment, so the default is not here.
    registration: choice(['open', 'invite', 'closed']).optional(),
    default_role: choice(roles).prefault('editor'),
  }),
  database: section({
    postgres_url: optional(databaseUrl),
    pool: wholeNumber(1, 1_000).prefault(25),
  }),
  ui: section({
    refresh_interval: duration(1_000, dayMs, 'from 1s to 1d').prefault('5s'),
    title: text(100).prefault('Pharos'),
    // Whose days statistics count; without it the zone of this computer.
    time_zone: optional(timeZone),
  }),
  // What is read of platforms, and how often.
  cache: section({
    type: choice(['memory', 'redis']).prefault('memory'),
    redis_url: optional(secretUrl(['redis', 'rediss', 'redis+socket'])),
    ttl: cacheTime.prefault('5m'),
    stale_ttl: cacheTime.prefault('24h'),
    refresh_interval: cacheTime.prefault('5m'),
  }),
  filters: section({ watched_repos: list(word).prefault([]) }),
  checks: section({
    default_interval: duration(1_000, dayMs, 'from 1s to 1d').prefault('30s'),
    default_timeout: duration(100, 300_000, 'from 100ms to 5m').prefault('10s'),
    allow_private_targets: yesOrNo.prefault(true),
    concurrency: wholeNumber(1, 10_000).prefault(100),
    // While none of these answers, Pharos' own line is down, and failures are no news of the targets.
    guard: section({ targets: list(referenceUrl, 10).prefault([]) }),
  }),
  // The services room reads each entry; see `services.ts`.
  services: z.preprocess(
    (value) => value ?? [],
    z.array(z.unknown(), { error: 'expected a list' }),
  ),
  retention: section({
    outcomes: retention.prefault('30d'),
    rollups: retention.prefault('400d'),
    samples: retention.prefault('30d'),
    runs: retention.prefault('forever'),
    events: retention.prefault('400d'),
  }),
  // What everybody may see without logging in: services with one of the tags.
  status: section({
    enabled: yesOrNo.prefault(true),
    title: optional(text(100)),
    tags: list(tag).prefault(['public']),
  }),
  collector: section({ listen: optional(listenAddress), secret: optional(secret) }),
  heartbeat: section({
    url: optional(secretUrl(['http', 'https'])),
    interval: duration(10_000, dayMs, 'from 10s to 1d').prefault('60s'),
  }),
  logging: section({
    level: choice(['debug', 'info', 'warn', 'error']).prefault('info'),
    format: choice(['json', 'text']).prefault('json'),
  }),
}

/** The configuration file. */
export const fileSchema = z.strictObject(
  { ...activeSections, ...inactiveSections, ...connectorSections },
  { error: 'expected a map' },
)
export type FileValues = z.output<typeof fileSchema>

/** What only the environment and flags set, by the variable's name. */
export const environmentSchema = z.strictObject({
  ENVIRONMENT: choice(['production', 'development']).prefault('production'),
  PHAROS_DATA_DIR: text(4_096).prefault('./data'),
  JWT_SECRET: optional(secret),
  AGGREGATOR_URL: optional(secretUrl(['http', 'https', 'unix'])),
  PHAROS_SETUP_TOKEN: optional(secret),
  PHAROS_SECRET_KEY: optional(secret),
  PHAROS_URL: optional(secretUrl(['http', 'https'])),
  PHAROS_TOKEN: optional(secret),
})
export type EnvironmentValues = z.output<typeof environmentSchema>

export const isInactive = (name: string): boolean => Object.hasOwn(inactiveSections, name)
