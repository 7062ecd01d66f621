import { z } from 'zod'
import type { Probe } from '../../../modules/checks/index.ts'
import { type AddressForm, addressText, hostOf, parseAddress } from '../address.ts'
import { addressFamily, ofFamily } from '../address-family.ts'
import { dial, openTcp, resolve } from '../connect.ts'
import { Down } from '../failure.ts'
import type { ProbeKind, ProbeWorld } from '../kind.ts'
import { createReach } from '../reach.ts'
import { within } from '../scope.ts'
import { minCertDays, verifyTls } from '../setting-fields.ts'
import { settingsOf } from '../settings.ts'

/** Oldest first. Node.js offers these two alone, unless it is told otherwise. */
const versions = ['TLSv1.2', 'TLSv1.3'] as const

const isHost = (text: string): boolean => {
  if (/[\s/?#@:]/.test(text)) return false
  try {
    return hostOf(text).length > 0
  } catch {
    return false
  }
}

const config = z.strictObject({
  verify_tls: verifyTls,
  min_cert_days: minCertDays,
  server_name: z
    .string()
    .max(253)
    .refine((text) => text === '' || isHost(text), 'must be a host name')
    .default('')
    .meta({
      title: 'Server name',
      description: 'The name to ask for and to find in the certificate; left empty, the host.',
    }),
  min_version: z
    .enum(versions, `must be one of ${versions.join(', ')}`)
    .default('TLSv1.2')
    .meta({ title: 'Oldest protocol' }),
  ip_family: addressFamily,
})

const form: AddressForm = { ports: { 'tls:': 443 }, example: 'tls://host or tls://host:port' }

function open(world: ProbeWorld): Probe {
  const reach = createReach(world)
  return (request, signal) =>
    within({ world, timeoutMs: request.timeoutMs, signal }, async (scope) => {
      const settings = settingsOf(config, request.config)
      const address = parseAddress(request.target, form)
      const found = await resolve(scope, world, address.hostname)
      const addresses = ofFamily(found, settings.ip_family)
      const socket = await dial(scope, { addresses, open: openTcp(address.port) })
      const hostname = settings.server_name === '' ? address.hostname : hostOf(settings.server_name)
      await reach.secured(scope, socket, {
        hostname,
        verify: settings.verify_tls,
        minDays: settings.min_cert_days,
      })
      const { tls_protocol: spoken, cert_days_left: days } = scope.evidence
      if (settings.min_version === 'TLSv1.3' && spoken !== 'TLSv1.3') {
        throw new Down('assertion_failed', `expected TLSv1.3, got ${spoken}`)
      }
      return `${spoken}, the certificate lasts ${days} days`
    })
}

export const tls: ProbeKind = {
  type: 'tls',
  title: 'TLS certificate',
  schemes: ['tls:'],
  config,
  parse: (target) => addressText(parseAddress(target, form)),
  open,
}
