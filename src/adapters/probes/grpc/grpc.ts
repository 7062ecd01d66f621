import { z } from 'zod'
import { isSealed, secretMask } from '../../../kernel/index.ts'
import type { Probe } from '../../../modules/checks/index.ts'
import { type Address, type AddressForm, addressText, parseAddress } from '../address.ts'
import { Down } from '../failure.ts'
import type { ProbeKind, ProbeWorld } from '../kind.ts'
import { createReach } from '../reach.ts'
import { type Scope, within } from '../scope.ts'
import { revealed } from '../secret-setting.ts'
import { verifyTls } from '../setting-fields.ts'
import { settingsOf } from '../settings.ts'
import { checkHealth } from './check.ts'
import { type Metadata, parseMetadata } from './metadata.ts'

const config = z.strictObject({
  metadata: z
    .string()
    .max(16_000)
    .refine(
      (text) => text === secretMask || isSealed(text) || parseMetadata(text) !== null,
      'must look like authorization: Bearer …; tenant: 7',
    )
    .default('')
    .meta({
      title: 'Metadata',
      description: 'Sent with the call. Names in lower case: authorization: Bearer …; tenant: 7',
      secret: true,
    }),
  verify_tls: verifyTls,
})

/** A port has no default: gRPC has none of its own. */
const form: AddressForm = {
  ports: { 'grpc:': 0, 'grpcs:': 0 },
  path: {
    form: /^[\w.-]{1,127}$/,
    message: 'must name one service, such as my.package.Service, or none for the whole server',
  },
  example: 'grpc://host:port, grpc://host:port/service or grpcs://host:port',
}

function metadataOf(scope: Scope, world: ProbeWorld, setting: string): Metadata {
  const metadata = parseMetadata(revealed(scope, world, setting))
  if (metadata === null) throw new Down('unsupported', 'config.metadata: is no metadata')
  for (const [, value] of metadata) {
    // Of "Bearer abc" the second word is the secret.
    for (const secret of [value, ...value.split(' ').slice(1)]) scope.conceal(secret)
  }
  return metadata
}

type Visit = { readonly address: Address; readonly metadata: Metadata; readonly verify: boolean }

function open(world: ProbeWorld): Probe {
  const reach = createReach(world)

  const visit = async (scope: Scope, { address, verify, ...asked }: Visit, timeoutMs: number) => {
    const { hostname, port, path: service } = address
    const secure = address.scheme === 'grpcs:'
    const plain = await reach.plain(scope, address)
    const how = { hostname, verify, protocols: ['h2'] }
    const socket = secure ? await reach.secured(scope, plain, how) : plain
    const authority = `${hostname}:${port}`
    const status = await checkHealth(scope, {
      socket,
      authority,
      secure,
      service,
      timeoutMs,
      ...asked,
    })
    scope.evidence.health = status
    if (status === 'SERVING') return service === '' ? 'serving' : `${service} is serving`
    throw new Down('assertion_failed', `expected SERVING, got ${status}`)
  }

  return ({ target, timeoutMs, config: saved }, signal) =>
    within({ world, timeoutMs, signal }, async (scope) => {
      const settings = settingsOf(config, saved)
      const metadata = metadataOf(scope, world, settings.metadata)
      const address = parseAddress(target, form)
      return await visit(scope, { address, metadata, verify: settings.verify_tls }, timeoutMs)
    })
}

export const grpc: ProbeKind = {
  type: 'grpc',
  title: 'gRPC health',
  schemes: ['grpc:', 'grpcs:'],
  config,
  parse: (target) => addressText(parseAddress(target, form)),
  open,
}
