import type { Socket } from 'node:net'
import type { Probe } from '../../../modules/checks/index.ts'
import { type AddressForm, addressText, parseAddress } from '../address.ts'
import { Down } from '../failure.ts'
import type { ProbeKind, ProbeWorld } from '../kind.ts'
import { createReach, type Reach, type Security } from '../reach.ts'
import { type Scope, within } from '../scope.ts'
import { revealed } from '../secret-setting.ts'
import { settingsOf } from '../settings.ts'
import { openWire } from '../wire.ts'
import { ask } from './ask.ts'
import { config } from './config.ts'

const form: AddressForm = {
  ports: { 'postgres:': 5_432, 'postgresql:': 5_432 },
  path: { form: /^[^\p{Cc}]{1,63}$/u, message: 'must name a database of at most 63 characters' },
  example: 'postgres://host:port/database',
}

/** https://www.postgresql.org/docs/current/protocol-message-formats.html, SSLRequest */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])

/** Asks for TLS and begins it. The answer is one byte, in plain text. */
async function encrypt(
  scope: Scope,
  socket: Socket,
  how: Security & { readonly reach: Reach },
): Promise<Socket> {
  scope.meter.enter('tls')
  const wire = openWire(socket, { line: 1, bytes: 64 })
  wire.write(sslRequest)
  const answer = (await wire.take(1)).toString('latin1')
  if (answer === 'N') throw new Down('tls_failure', 'the server offers no TLS')
  if (answer !== 'S') throw new Down('protocol_error', 'the answer is not one of PostgreSQL')
  // What came behind that byte in plain text may be an intruder's: `release` refuses it.
  wire.release()
  return await how.reach.secured(scope, socket, how)
}

function open(world: ProbeWorld): Probe {
  const reach = createReach(world)
  return ({ target, timeoutMs, config: saved }, signal) =>
    within({ world, timeoutMs, signal }, async (scope) => {
      const settings = settingsOf(config, saved)
      const password = revealed(scope, world, settings.password)
      const address = parseAddress(target, form)
      const plain = await reach.plain(scope, address)
      const verify = settings.tls === 'verify'
      const how = { reach, hostname: address.hostname, verify }
      const socket = settings.tls === 'disable' ? plain : await encrypt(scope, plain, how)
      return await ask(scope, { socket, database: address.path, settings, password, timeoutMs })
    })
}

export const postgres: ProbeKind = {
  type: 'postgres',
  title: 'PostgreSQL database',
  schemes: ['postgres:', 'postgresql:'],
  config,
  parse(target) {
    const address = parseAddress(target, form)
    return addressText({ ...address, scheme: 'postgres:' })
  },
  open,
}
