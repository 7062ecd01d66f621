import { isIPv6, type Socket } from 'node:net'
import { z } from 'zod'
import type { Probe } from '../../../modules/checks/index.ts'
import { type AddressForm, addressText, parseAddress } from '../address.ts'
import { Down } from '../failure.ts'
import type { ProbeKind, ProbeWorld } from '../kind.ts'
import { createReach, type Reach, type Security } from '../reach.ts'
import { type Scope, within } from '../scope.ts'
import { verifyTls } from '../setting-fields.ts'
import { settingsOf } from '../settings.ts'
import { openWire, type Wire } from '../wire.ts'
import { accepted, limits, readReply } from './reply.ts'

const config = z.strictObject({
  starttls: z.boolean().default(false).meta({
    title: 'STARTTLS',
    description: 'The server must offer TLS on this port. On smtps:// TLS is there from the start.',
  }),
  verify_tls: verifyTls,
})

const form: AddressForm = {
  ports: { 'smtp:': 25, 'smtps:': 465 },
  example: 'smtp://host, smtp://host:port or smtps://host',
}

/** A client without a name of its own gives its address, RFC 5321 section 4.1.3. */
function nameOf({ localAddress = '127.0.0.1' }: Socket): string {
  return isIPv6(localAddress) ? `[IPv6:${localAddress}]` : `[${localAddress}]`
}

/** How TLS is begun. */
type Means = Security & { readonly reach: Reach }

type Greeted = { readonly socket: Socket; readonly wire: Wire }

/** Says EHLO and hears what the server can do. */
async function introduce(scope: Scope, { socket, wire }: Greeted): Promise<readonly string[]> {
  wire.write(`EHLO ${nameOf(socket)}\r\n`)
  const { lines } = accepted(await readReply(wire), 'EHLO')
  const offered = lines.slice(1).map((line) => line.toUpperCase())
  scope.evidence.offers = offered.join(', ')
  return offered
}

/** RFC 3207. What was learned before TLS counts no more, so the server is asked again (4.2). */
async function startTls(scope: Scope, greeted: Greeted, how: Means): Promise<Greeted> {
  const offered = await introduce(scope, greeted)
  if (!offered.includes('STARTTLS')) throw new Down('tls_failure', 'the server offers no STARTTLS')
  greeted.wire.write('STARTTLS\r\n')
  accepted(await readReply(greeted.wire), 'STARTTLS')
  // What came behind the reply in plain text may be an intruder's: `release` refuses it.
  greeted.wire.release()
  const socket = await how.reach.secured(scope, greeted.socket, how)
  scope.meter.enter('body')
  return { socket, wire: openWire(socket, limits) }
}

type Visit = { readonly socket: Socket; readonly starttls: boolean; readonly how: Means }

async function converse(scope: Scope, { socket, starttls, how }: Visit): Promise<string> {
  let greeted: Greeted = { socket, wire: openWire(socket, limits) }
  scope.meter.enter('firstByte')
  const greeting = accepted(await readReply(greeted.wire), 'greeting')
  const banner = greeting.lines.join(' ')
  scope.evidence.banner = banner
  scope.meter.enter('body')
  if (starttls) greeted = await startTls(scope, greeted, how)
  await introduce(scope, greeted)
  // Its answer is not waited for: the server is up, whatever it says to that.
  greeted.socket.end('QUIT\r\n')
  return `${greeting.code} ${banner}`
}

function open(world: ProbeWorld): Probe {
  const reach = createReach(world)
  return (request, signal) =>
    within({ world, timeoutMs: request.timeoutMs, signal }, async (scope) => {
      const { starttls, verify_tls: verify } = settingsOf(config, request.config)
      const address = parseAddress(request.target, form)
      const how = { reach, hostname: address.hostname, verify }
      const plain = await reach.plain(scope, address)
      const implicit = address.scheme === 'smtps:'
      const socket = implicit ? await reach.secured(scope, plain, how) : plain
      return await converse(scope, { socket, starttls: starttls && !implicit, how })
    })
}

export const smtp: ProbeKind = {
  type: 'smtp',
  title: 'Mail server (SMTP)',
  schemes: ['smtp:', 'smtps:'],
  config,
  parse: (target) => addressText(parseAddress(target, form)),
  open,
}
