import type { Socket } from 'node:net'
import type { Probe } from '../../../modules/checks/index.ts'
import { ofFamily } from '../address-family.ts'
import { dial, openTcp, resolve } from '../connect.ts'
import type { ProbeKind, ProbeWorld } from '../kind.ts'
import { createReach, type Reach } from '../reach.ts'
import { type Scope, within } from '../scope.ts'
import { settingsOf } from '../settings.ts'
import { plainTarget, refusedTarget } from '../target-text.ts'
import { openWire } from '../wire.ts'
import { type TcpConfig, tcpConfig } from './config.ts'
import { unescaped } from './escapes.ts'
import { hear } from './hear.ts'
import { askForTls, starttlsLimits } from './starttls.ts'

type Endpoint = { readonly hostname: string; readonly port: number }

const form = /^tcp:\/\/(\[[^\]]*\]|[^\s:/?#@[\]]+):(\d{1,5})\/?$/i

function parseEndpoint(target: string): Endpoint {
  const [, host, digits] = form.exec(plainTarget(target)) ?? []
  if (host === undefined) throw refusedTarget('must look like tcp://host:port')
  const port = Number(digits)
  if (port < 1 || port > 65_535) throw refusedTarget('must have a port from 1 to 65535')
  // `URL` normalises hosts (127.1, IDN) of the schemes it knows only, and tcp: is none of them.
  const hostname = URL.parse(`http://${host}/`)?.hostname
  if (!hostname) throw refusedTarget('has no valid host')
  return { hostname, port }
}

type Visit = { readonly hostname: string; readonly config: TcpConfig; readonly reach: Reach }

/** Asks for TLS in the words of the protocol, and does not go on with a certificate that does not hold. */
async function secure(scope: Scope, plain: Socket, visit: Visit): Promise<Socket> {
  const { hostname, reach, config } = visit
  const { starttls, verify_tls: verify, min_cert_days: minDays } = config
  scope.meter.enter('firstByte')
  await askForTls(openWire(plain, starttlsLimits), starttls)
  return await reach.secured(scope, plain, { hostname, verify, minDays })
}

async function converse(scope: Scope, plain: Socket, visit: Visit): Promise<string> {
  const { config } = visit
  const socket = config.starttls === 'none' ? plain : await secure(scope, plain, visit)
  const listens = config.expect !== '' || config.expect_pattern !== ''
  const heard = listens ? hear(scope, socket, config) : null
  if (config.send !== '') socket.write(unescaped(config.send) ?? '')
  await heard
  if (listens) return 'the answer is as expected'
  return config.starttls === 'none' ? '' : 'TLS was begun'
}

function open(world: ProbeWorld): Probe {
  const reach = createReach(world)
  return (request, signal) =>
    within({ world, timeoutMs: request.timeoutMs, signal }, async (scope) => {
      const config = settingsOf(tcpConfig, request.config)
      const { hostname, port } = parseEndpoint(request.target)
      const found = await resolve(scope, world, hostname)
      const addresses = ofFamily(found, config.ip_family)
      const socket = await dial(scope, { addresses, open: openTcp(port) })
      const said = await converse(scope, socket, { hostname, config, reach })
      return said === '' ? `port ${port} accepts connections` : `port ${port}: ${said}`
    })
}

export const tcp: ProbeKind = {
  type: 'tcp',
  title: 'TCP port',
  schemes: ['tcp:'],
  config: tcpConfig,
  parse(target) {
    const { hostname, port } = parseEndpoint(target)
    return `tcp://${hostname}:${port}`
  },
  open,
}
