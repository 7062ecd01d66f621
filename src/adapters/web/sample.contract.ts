import type { Seq, ServiceId } from '../../kernel/index.ts'
import type { Service } from '../../modules/services/index.ts'
import type { Entry } from './board/index.ts'

/** A service that is fine, with what a test says of it. */
export const sampleService = (differs: Partial<Service> = {}): Service => ({
  id: 12 as ServiceId,
  name: 'api',
  url: 'https://api.example.com/health',
  type: 'http',
  intervalMs: 30_000,
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
  status: 'up',
  reason: 'ok',
  since: 1_790_000_000_000,
  lastCheckedAt: 1_790_000_100_000,
  responseMs: 182,
  recent: 'uuud',
  maintenance: null,
  system: false,
  fromFile: false,
  rev: 1,
  createdAt: 1_790_000_000_000,
  updatedAt: 1_790_000_000_000,
  ...differs,
})

export const sampleEntry = (differs: Partial<Service> = {}, seq = 7): Entry => ({
  service: sampleService(differs),
  seq: seq as Seq,
  bornAt: seq as Seq,
})
