import { isIP } from 'node:net'
import type { ChannelWorld } from './kind.ts'

/** An address that may be contacted, or why none may. */
export type Reached =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'blocked'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }

/**
 * The address to connect to, so that the one that was checked is the one that is used. One that may
 * not be contacted among several ends it: else a name could lead inside by its second address.
 */
export async function reach(world: ChannelWorld, hostname: string): Promise<Reached> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const addresses = isIP(host) === 0 ? await resolve(world, host) : [host]
  const [address] = addresses
  if (address === undefined) return { kind: 'unknown', reason: 'the name was not resolved' }
  for (const one of addresses) {
    const reason = world.blocked(one)
    if (reason !== null) return { kind: 'blocked', reason }
  }
  return { kind: 'address', address }
}

const resolve = (world: ChannelWorld, host: string): Promise<readonly string[]> =>
  world.lookup(host).catch(() => [])
