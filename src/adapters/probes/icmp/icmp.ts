import { z } from 'zod'
import type { Probe, ProbeResult } from '../../../modules/checks/index.ts'
import { type AddressForm, parseAddress } from '../address.ts'
import { resolve } from '../connect.ts'
import { Down } from '../failure.ts'
import type { ProbeKind, ProbeWorld } from '../kind.ts'
import { type Scope, within } from '../scope.ts'
import { settingsOf } from '../settings.ts'
import { type Echoes, ping } from './ping.ts'

const config = z.strictObject({
  packets: z.int('must be a whole number').min(1).max(10).default(3).meta({
    title: 'Packets',
    description: 'Echo requests a check, 0.2 s apart, as many as fit into the timeout',
  }),
  max_loss: z
    .int('must be a whole number')
    .min(0)
    .max(99)
    .default(50)
    .meta({ title: 'Loss allowed', description: 'In percent; what loses more counts as down' }),
  max_rtt: z
    .int('must be a whole number')
    .min(0)
    .max(60_000)
    .default(0)
    .meta({ title: 'Longest round trip', description: 'In milliseconds, on average; 0 is any' }),
})

type Settings = z.output<typeof config>

/** ICMP has no ports; the form gives it one that nothing reads. */
const form: AddressForm = { ports: { 'icmp:': 1 }, example: 'icmp://host' }

const hostOfTarget = (target: string): string => parseAddress(target, form).hostname

const average = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length

function judge(scope: Scope, { sent, rttsMs }: Echoes, settings: Settings): string {
  const received = rttsMs.length
  const loss = Math.round((100 * (sent - received)) / sent)
  const rtt = Number(average(rttsMs).toFixed(3))
  Object.assign(scope.evidence, {
    sent,
    received,
    loss_percent: loss,
    rtt_min_ms: Math.min(...rttsMs),
    rtt_avg_ms: rtt,
    rtt_max_ms: Math.max(...rttsMs),
  })
  const short = `; the timeout was too short for ${settings.packets} packets`
  const counts = `${received} of ${sent} replies, ${rtt} ms${sent < settings.packets ? short : ''}`
  if (loss > settings.max_loss) {
    throw new Down('assertion_failed', `${counts}: expected at most ${settings.max_loss} % loss`)
  }
  if (settings.max_rtt > 0 && rtt > settings.max_rtt) {
    throw new Down('assertion_failed', `${counts}: expected at most ${settings.max_rtt} ms`)
  }
  return counts
}

/** The time of a ping is its round trip, not the pauses between the packets. */
function withRoundTrip(result: ProbeResult): ProbeResult {
  const { rtt_avg_ms: rtt } = result.evidence
  if (result.status !== 'up' || typeof rtt !== 'number') return result
  const { phases } = result
  const totalMs = (phases.dnsMs ?? 0) + rtt
  return { ...result, phases: { ...phases, firstByteMs: rtt, totalMs } }
}

function open(world: ProbeWorld): Probe {
  return async ({ target, timeoutMs, config: saved }, signal) => {
    const result = await within({ world, timeoutMs, signal }, async (scope) => {
      const settings = settingsOf(config, saved)
      const [address = ''] = await resolve(scope, world, hostOfTarget(target))
      scope.evidence.address = address
      const { packets } = settings
      return judge(scope, await ping(scope, { address, packets, timeoutMs }), settings)
    })
    return withRoundTrip(result)
  }
}

export const icmp: ProbeKind = {
  type: 'icmp',
  title: 'Ping (ICMP)',
  schemes: ['icmp:'],
  config,
  parse: (target) => `icmp://${hostOfTarget(target)}`,
  open,
}
