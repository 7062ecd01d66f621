import type { Probe, Probes } from '../modules/checks/index.ts'
import type { ServiceDefinition } from '../modules/services/index.ts'

/** The type of the check by which Pharos watches itself. */
const ownType = 'self'

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
  paused: false,
  tags: [],
  config: {},
}

/**
 * Adds the probe of Pharos itself: an HTTP check whose address is where this process listens. What
 * the policy forbids to users' checks, Pharos' own address, is what this one is for.
 */
export function withOwnProbe(
  probes: { readonly open: Probes; readonly own: Probes },
  ownUrl: () => string,
  config: unknown,
): Probes {
  const http = probes.own.probeOf('http')
  const own: Probe | null =
    http &&
    ((request, signal) =>
      http({ ...request, target: `${ownUrl()}${request.target}`, config }, signal))
  return { probeOf: (type) => (type === ownType ? own : probes.open.probeOf(type)) }
}

/** Where this process reaches itself, whatever it is bound to. */
export function ownUrl(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '') return `http://127.0.0.1:${port}`
  if (host === '::') return `http://[::1]:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
