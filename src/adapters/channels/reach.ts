import { isIP, type LookupFunction } from 'node:net'
import type { ChannelWorld } from './kind.ts'
import type { Limits } from './limits.ts'

/** How to connect to what was checked and to nothing else, for `net.connect` and what is built on it. */
export type Way = {
  readonly host: string
  readonly lookup: LookupFunction
  readonly autoSelectFamily: true
  readonly autoSelectFamilyAttemptTimeout: number
}

/** A way to a host, or why there is none. */
export type Reached =
  | { readonly kind: 'way'; readonly way: Way }
  | { readonly kind: 'blocked'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }

/** A name may have a thousand addresses; three that take their time fit into one attempt. */
const mostAddresses = 3
const attemptMs = 3_000

/**
 * The addresses to connect to, so that those that were checked are those that are used. One that may
 * not be contacted among them ends it: else a name could lead inside by its second address.
 */
export async function reach(
  world: ChannelWorld,
  hostname: string,
  { signal, endedBy }: Limits,
): Promise<Reached> {
  const host = bareHost(hostname)
  const found = isIP(host) === 0 ? await resolve(world, host, signal) : [host]
  const addresses = found.slice(0, mostAddresses)
  const ended = endedBy()
  if (ended !== null) return { kind: 'unknown', reason: ended }
  if (addresses.length === 0) return { kind: 'unknown', reason: 'the name was not resolved' }
  for (const one of addresses) {
    const reason = world.blocked(one)
    if (reason !== null) return { kind: 'blocked', reason }
  }
  return { kind: 'way', way: wayTo(host, addresses) }
}

/** The next address is tried when the one before fails, or keeps silent for a while. */
const wayTo = (host: string, addresses: readonly string[]): Way => ({
  host,
  // Where all are asked for, which `autoSelectFamily` does, an answer is a list.
  lookup: (_, __, answer) =>
    answer(
      null,
      addresses.map((address) => ({ address, family: isIP(address) })),
    ),
  autoSelectFamily: true,
  autoSelectFamilyAttemptTimeout: attemptMs,
})

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
