import { z } from 'zod'
import type { Probe } from '../../../modules/checks/index.ts'
import { dial, openTcp, resolve } from '../connect.ts'
import type { ProbeKind, ProbeWorld } from '../kind.ts'
import { within } from '../scope.ts'
import { settingsOf } from '../settings.ts'
import { plainTarget, refusedTarget } from '../target-text.ts'

const config = z.strictObject({})

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

function open(world: ProbeWorld): Probe {
  return (request, signal) =>
    within({ world, timeoutMs: request.timeoutMs, signal }, async (scope) => {
      settingsOf(config, request.config)
      const { hostname, port } = parseEndpoint(request.target)
      const addresses = await resolve(scope, world, hostname)
      await dial(scope, { addresses, open: openTcp(port) })
      return `port ${port} accepts connections`
    })
}

export const tcp: ProbeKind = {
  type: 'tcp',
  title: 'TCP port',
  schemes: ['tcp:'],
  config,
  parse(target) {
    const { hostname, port } = parseEndpoint(target)
    return `tcp://${hostname}:${port}`
  },
  open,
}
