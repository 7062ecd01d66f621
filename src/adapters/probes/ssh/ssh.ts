import { z } from 'zod'
import type { Probe } from '../../../modules/checks/index.ts'
import { type AddressForm, addressText, parseAddress } from '../address.ts'
import { Down } from '../failure.ts'
import type { ProbeKind, ProbeWorld } from '../kind.ts'
import { createReach } from '../reach.ts'
import { type Scope, within } from '../scope.ts'
import { settingsOf } from '../settings.ts'
import { openWire, type Wire } from '../wire.ts'

const config = z.strictObject({
  expect: z.string().max(200).default('').meta({
    title: 'Expected in the greeting',
    description: 'A part of it: OpenSSH_9. Left empty, any server that speaks SSH 2 will do.',
  }),
})

const form: AddressForm = { ports: { 'ssh:': 22 }, example: 'ssh://host or ssh://host:port' }

/** 255 characters are a line's most (RFC 4253 section 4.2); a server may say more before it. */
const limits = { line: 1_024, bytes: 16_384 }
const mostLinesBefore = 50

/** The identification string, RFC 4253 section 4.2. `1.99` is a server that speaks 1 as well (5.1). */
const identification = /^SSH-(?:2\.0|1\.99)-\S/

async function greeting(wire: Wire): Promise<string> {
  for (let before = 0; before <= mostLinesBefore; before++) {
    const line = await wire.line()
    if (!line.startsWith('SSH-')) continue
    if (identification.test(line)) return line
    throw new Down('protocol_error', `the server speaks no SSH 2: ${line}`)
  }
  throw new Down('protocol_error', `no SSH greeting in ${mostLinesBefore} lines`)
}

async function converse(scope: Scope, wire: Wire, expect: string): Promise<string> {
  scope.meter.enter('firstByte')
  // A server waits for the client's own, and would log one that leaves without it.
  wire.write('SSH-2.0-Pharos\r\n')
  const banner = await greeting(wire)
  scope.evidence.banner = banner
  if (banner.includes(expect)) return banner
  throw new Down('assertion_failed', `expected ${expect} in the greeting, got ${banner}`)
}

function open(world: ProbeWorld): Probe {
  const reach = createReach(world)
  return (request, signal) =>
    within({ world, timeoutMs: request.timeoutMs, signal }, async (scope) => {
      const { expect } = settingsOf(config, request.config)
      const address = parseAddress(request.target, form)
      const socket = await reach.plain(scope, address)
      return await converse(scope, openWire(socket, limits), expect)
    })
}

export const ssh: ProbeKind = {
  type: 'ssh',
  title: 'SSH server',
  schemes: ['ssh:'],
  config,
  parse: (target) => addressText(parseAddress(target, form)),
  open,
}
