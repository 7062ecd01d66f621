import type { Write } from '../../kernel/index.ts'
import type { ServiceDefinition } from './service.ts'

/** A definition as the room hands it to the store. */
export const aService = (differs: Partial<ServiceDefinition> = {}): ServiceDefinition => ({
  name: 'shop',
  url: 'https://shop.example/health',
  type: 'http',
  intervalMs: 60_000,
  timeoutMs: null,
  failuresToDown: 2,
  successesToUp: 1,
  degradedAboveMs: null,
  retries: 0,
  flappingAfter: null,
  dependsOn: [],
  paused: false,
  tags: [],
  config: {},
  ...differs,
})

/** When the examples are written: 2027-01-15T08:00:00Z. */
export const morning = 1_800_000_000_000

export const by = (label: string, at = morning): Write => ({
  at,
  actor: { userId: null, label, requestId: `request of ${label}` },
})
