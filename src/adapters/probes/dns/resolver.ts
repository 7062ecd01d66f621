import { getServers } from 'node:dns'
import { isIP } from 'node:net'
import { bareHost, resolve } from '../connect.ts'
import { Down } from '../failure.ts'
import type { ProbeWorld } from '../kind.ts'
import type { Scope } from '../scope.ts'

/** A name server: a checked address and a port. */
export type Server = { readonly address: string; readonly port: number }

const usualPort = 53

type Place = { readonly host: string; readonly port: number }

/** `host`, `host:port`, `[::1]:port` or an IPv6 address alone. `null` where it is none. */
export function parseResolver(text: string): Place | null {
  if (isIP(text) === 6) return { host: text, port: usualPort }
  const [, host = '', digits] = /^(\[[^\]]*\]|[^\s:/?#@[\]]+)(?::(\d{1,5}))?$/.exec(text) ?? []
  const port = digits === undefined ? usualPort : Number(digits)
  const hostname = host === '' ? undefined : URL.parse(`http://${host}/`)?.hostname
  if (!hostname || port < 1 || port > 65_535) return null
  return { host: bareHost(hostname), port }
}

/**
 * Who is asked. A server that a user names obeys the address policy; those of the system were chosen
 * by who runs it, and every other check asks them too.
 */
export async function serversOf(
  scope: Scope,
  world: ProbeWorld,
  setting: string,
): Promise<readonly Server[]> {
  if (setting === '') {
    const places = getServers().flatMap((text) => parseResolver(text) ?? [])
    if (places.length === 0) throw new Down('unsupported', 'this machine has no name server')
    return places.map(({ host, port }) => ({ address: host, port }))
  }
  const place = parseResolver(setting)
  if (place === null) throw new Down('unsupported', 'config.resolver: is no address')
  const addresses = await resolve(scope, world, place.host)
  return addresses.map((address) => ({ address, port: place.port }))
}
