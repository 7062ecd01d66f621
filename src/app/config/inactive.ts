import { z } from 'zod'
import type { Config } from './config.ts'
import { connectorNames } from './connectors.ts'
import { list, optional, secretUrl, text } from './fields.ts'
import { instances, optionalSection } from './sections.ts'

/*
 * Sections of rooms that are not built yet. Their shape is checked, so that a file written today is
 * right tomorrow; nothing reads them. A room takes its section along when it is built.
 */

const name = text(200)

export const inactiveSections = {
  clickhouse: optionalSection({ url: optional(secretUrl(['http', 'https'])) }),
  prometheus: instances({ name, url: secretUrl(['http', 'https']) }),
  cloudwatch: instances({ name, region: text(50) }),
  kubernetes: instances({ name }),
  databases: instances({
    name,
    url: secretUrl(['postgres', 'postgresql', 'mysql', 'redis', 'rediss']),
  }),
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
export const namedSections: readonly string[] = [
  ...connectorNames,
  'prometheus',
  'cloudwatch',
  'kubernetes',
]
