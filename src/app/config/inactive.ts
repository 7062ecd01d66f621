import { z } from 'zod'
import type { Config } from './config.ts'
import {
  choice,
  duration,
  httpUrl,
  list,
  optional,
  secret,
  secretUrl,
  text,
  word,
} from './fields.ts'
import { instances, optionalSection } from './sections.ts'

/*
 * Sections of rooms that are not built yet. Their shape is checked, so that a file written today is
 * right tomorrow; nothing reads them. A room takes its section along when it is built.
 */

const secondMs = 1_000
const dayMs = 86_400_000
const name = text(200)
const token = optional(secret)

const cacheTime = duration(secondMs, 30 * dayMs, 'from 1s to 30d')

export const inactiveSections = {
  clickhouse: optionalSection({ url: optional(secretUrl(['http', 'https'])) }),
  cache: optionalSection({
    type: choice(['memory', 'redis']).prefault('memory'),
    redis_url: optional(secretUrl(['redis', 'rediss', 'redis+socket'])),
    ttl: cacheTime.prefault('5m'),
    stale_ttl: cacheTime.prefault('24h'),
    refresh_interval: cacheTime.prefault('5m'),
  }),
  gitlab: instances({ name, url: httpUrl.prefault('https://gitlab.com'), token }),
  github: instances({ name, url: httpUrl.prefault('https://api.github.com'), token }),
  jenkins: instances({ name, url: httpUrl, token }),
  bitbucket: instances({ name, url: httpUrl.prefault('https://api.bitbucket.org/2.0'), token }),
  prometheus: instances({ name, url: secretUrl(['http', 'https']) }),
  cloudwatch: instances({ name, region: text(50) }),
  kubernetes: instances({ name }),
  databases: instances({
    name,
    url: secretUrl(['postgres', 'postgresql', 'mysql', 'redis', 'rediss']),
  }),
  filters: optionalSection({ watched_repos: list(word) }),
  rule_files: list(text(1_000)),
  alertmanager: optionalSection({ config_file: text(1_000) }),
  // Prometheus' own format: everything but the name is left to the room that scrapes.
  scrape_configs: z.preprocess(
    (value) => value ?? [],
    z
      .array(z.looseObject({ job_name: name }, { error: 'expected a map' }), {
        error: 'expected a list',
      })
      .max(1_000, { error: 'expected at most 1000 entries' }),
  ),
}

/** The port and the pause that stand in the shipped file, where they say nothing. */
const shipped = { grpcPort: 50_051, refreshIntervalMs: 5_000 }

/** Keys and variables of rooms that are not built yet, outside of the sections above. */
export const inactiveKeys: readonly InactiveKey[] = [
  {
    path: 'server.grpc_port',
    chosen: ({ server }) => server.grpcPort !== shipped.grpcPort,
  },
  {
    path: 'ui.refresh_interval',
    chosen: ({ ui }) => ui.refreshIntervalMs !== shipped.refreshIntervalMs,
  },
]

type InactiveKey = {
  readonly path: string
  /** Somebody set it to something that would change what Pharos does. */
  readonly chosen: (config: Config) => boolean
}

/** Lists whose names share one space, because a name says which connection is meant. */
export const connectorSections = [
  'gitlab',
  'github',
  'jenkins',
  'bitbucket',
  'prometheus',
  'cloudwatch',
  'kubernetes',
] as const
