import type { Probe } from '../../../modules/checks/index.ts'
import { Down } from '../failure.ts'
import type { ProbeKind, ProbeWorld } from '../kind.ts'
import { createReach } from '../reach.ts'
import { type Scope, within } from '../scope.ts'
import { settingsOf } from '../settings.ts'
import { parseWebSocketUrl } from '../target-url.ts'
import { openWire, type Wire } from '../wire.ts'
import { config, type WebSocketConfig } from './config.ts'
import { frameOf, mostPayload, opcode } from './frame.ts'
import { createMessages } from './messages.ts'
import { upgrade } from './upgrade.ts'

/** A few messages of the largest size: what else is said beside the one that is waited for. */
const limits = { line: 16_384, bytes: 4 * mostPayload }

/** Those that are looked at before the expected one is given up. */
const mostMessages = 100

/** Going away, RFC 6455 section 7.4.1. */
const goodbye = Buffer.from([0x03, 0xe9])

const portOf = (url: URL): number => Number(url.port) || (url.protocol === 'wss:' ? 443 : 80)

async function hear(scope: Scope, wire: Wire, expect: string): Promise<string> {
  const messages = createMessages(wire)
  for (let heard = 1; heard <= mostMessages; heard++) {
    const message = await messages.next()
    scope.evidence.last_message = message
    scope.evidence.messages = heard
    if (message.includes(expect)) return `message ${heard} has ${expect}`
  }
  throw new Down('assertion_failed', `expected ${expect} in one of ${mostMessages} messages`)
}

type Talk = { readonly wire: Wire; readonly url: URL; readonly settings: WebSocketConfig }

async function converse(scope: Scope, { wire, url, settings }: Talk): Promise<string> {
  const { send, expect, subprotocol } = settings
  scope.meter.enter('firstByte')
  await upgrade(wire, { url, subprotocol })
  scope.meter.enter('body')
  if (send !== '') wire.write(frameOf(opcode.text, Buffer.from(send)))
  const message = expect === '' ? 'the connection was upgraded' : await hear(scope, wire, expect)
  wire.write(frameOf(opcode.close, goodbye))
  return message
}

/** By hand, so that the connection goes to the checked address, and each limit stands where its bytes arrive. */
function open(world: ProbeWorld): Probe {
  const reach = createReach(world)
  return (request, signal) =>
    within({ world, timeoutMs: request.timeoutMs, signal }, async (scope) => {
      const settings = settingsOf(config, request.config)
      const url = parseWebSocketUrl(request.target)
      const { hostname, protocol } = url
      const plain = await reach.plain(scope, { hostname, port: portOf(url) })
      const how = { hostname, verify: settings.verify_tls, protocols: ['http/1.1'] }
      const socket = protocol === 'wss:' ? await reach.secured(scope, plain, how) : plain
      return await converse(scope, { wire: openWire(socket, limits), url, settings })
    })
}

export const websocket: ProbeKind = {
  type: 'websocket',
  title: 'WebSocket',
  schemes: ['ws:', 'wss:'],
  config,
  parse: (target) => parseWebSocketUrl(target).href,
  open,
}
