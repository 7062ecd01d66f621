import { parseTarget } from '../adapters/probes/index.ts'
import type { Probe, Probes } from '../modules/checks/index.ts'
import type { ServiceDefinition } from '../modules/services/index.ts'

/** The type of the check by which Pharos watches itself. */
const ownType = 'self'

const plainSettings = parseTarget('http://localhost/', {}).config

/** What Pharos watches from its first second: its own health endpoint, through its own front door. */
export const ownService: ServiceDefinition = {
  name: 'Pharos',
  type: ownType,
  url: '/api/health',
  intervalMs: 10_000,
  timeoutMs: 5_000,
  failuresToDown: 2,
  successesToUp: 1,
  degradedAboveMs: null,
  retries: 0,
  flappingAfter: null,
  dependsOn: [],
  paused: false,
  tags: [],
  config: {},
}

/** Adds the probe of Pharos itself. What the policy forbids to users' checks is what it is for. */
export const withOwnProbe = (probes: Probes, own: Probe): Probes => ({
  probeOf: (type) => (type === ownType ? own : probes.probeOf(type)),
})

/** An HTTP check of this process, through its own front door. */
export const frontProbe =
  (http: Probe | null, url: string): Probe =>
  (request, signal) => {
    if (http === null) throw new Error('this build has no HTTP probe')
    return http({ ...request, target: `${url}${request.target}`, config: plainSettings }, signal)
  }

/** Where this process reaches itself, whatever it is bound to. */
export function ownUrl(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '') return `http://127.0.0.1:${port}`
  if (host === '::') return `http://[::1]:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
