import type { Clock } from '../../kernel/index.ts'
import type { Probe, ProbeResult } from '../../modules/checks/index.ts'
import type { CollectorAddress } from './address.ts'
import { askCollector } from './ask.ts'

/** How a collector watches itself: through its own endpoint, since it has no pages. */
export const doorProbe =
  (address: CollectorAddress, clock: Clock): Probe =>
  async ({ timeoutMs }, signal) => {
    const began = clock.monotonic()
    const told = await askCollector({
      address,
      path: '/livez',
      secret: null,
      timeoutMs,
      signal,
    }).then(
      ({ status }) => ({ status }),
      (error: unknown) => ({ failure: error instanceof Error ? error.message : String(error) }),
    )
    return resultOf(told, clock.monotonic() - began)
  }

function resultOf(
  told: { readonly status: number } | { readonly failure: string },
  totalMs: number,
): ProbeResult {
  const phases = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs }
  if ('failure' in told) {
    return { status: 'down', reason: 'unreachable', message: told.failure, phases, evidence: {} }
  }
  const { status } = told
  const message = `its endpoint answers ${status}`
  if (status === 200) return { status: 'up', reason: 'ok', message, phases, evidence: { status } }
  return { status: 'down', reason: 'bad_status', message, phases, evidence: { status } }
}
