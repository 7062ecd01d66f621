import { isIP } from 'node:net'
import type { ChannelWorld } from './kind.ts'
import type { Limits } from './limits.ts'

/** An address that may be contacted, or why none may. */
export type Reached =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'blocked'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }

/**
 * The address to connect to, so that the one that was checked is the one that is used. One that may
 * not be contacted among several ends it: else a name could lead inside by its second address.
 */
export async function reach(
  world: ChannelWorld,
  hostname: string,
  { signal, endedBy }: Limits,
): Promise<Reached> {
  const host = bareHost(hostname)
  const addresses = isIP(host) === 0 ? await resolve(world, host, signal) : [host]
  const ended = endedBy()
  if (ended !== null) return { kind: 'unknown', reason: ended }
  const [address] = addresses
  if (address === undefined) return { kind: 'unknown', reason: 'the name was not resolved' }
  for (const one of addresses) {
    const reason = world.blocked(one)
    if (reason !== null) return { kind: 'blocked', reason }
  }
  return { kind: 'address', address }
}

/** A host of a URL without the brackets of IPv6. */
export const bareHost = (host: string): string => host.replace(/^\[|\]$/g, '')

/** The operating system lets nobody break off a look-up, so what comes too late is left alone. */
const resolve = (
  world: ChannelWorld,
  host: string,
  signal: AbortSignal,
): Promise<readonly string[]> =>
  new Promise((settle) => {
    const giveUp = () => settle([])
    if (signal.aborted) return giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    world.lookup(host).then(settle, giveUp)
  })
