/** What a process of Pharos does. */
export type Role = 'serve' | 'web' | 'collector'

type Parts = {
  /** Pages and the API. */
  readonly serves: boolean
  /** Scheduler, retention, the services of the configuration file, the outgoing heartbeat. */
  readonly collects: boolean
}

export const partsOf = {
  serve: { serves: true, collects: true },
  web: { serves: true, collects: false },
  collector: { serves: false, collects: true },
} as const satisfies Record<Role, Parts>
