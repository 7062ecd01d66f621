import { connect, isIP, type Socket } from 'node:net'
import { Down } from './failure.ts'
import type { ProbeWorld } from './kind.ts'
import type { Scope } from './scope.ts'

/** A name may have a thousand addresses; the time of one probe is better spent on a few. */
const maxAddresses = 8

/** Connection Attempt Delay, RFC 8305 section 5. */
const attemptDelayMs = 250

/** A host as a URL writes it, without the brackets of an IPv6 address. */
export const bareHost = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')

/**
 * The addresses of a host, each one allowed. One forbidden address among them ends the probe: else
 * a name with a public and a private address would lead inside whenever the public one fails.
 */
export async function resolve(
  scope: Scope,
  world: ProbeWorld,
  hostname: string,
): Promise<readonly string[]> {
  const host = bareHost(hostname)
  let addresses: readonly string[] = [host]
  if (isIP(host) === 0) {
    scope.meter.enter('dns')
    addresses = (await world.lookup(host)).slice(0, maxAddresses)
    if (addresses.length === 0) throw new Down('dns_failure', 'the name has no address')
  }
  for (const address of addresses) {
    const why = world.blocked(address)
    if (why !== null) throw new Down('blocked_by_policy', `${address}: ${why}`)
  }
  return addresses
}

type Dial<S extends Socket> = {
  readonly addresses: readonly string[]
  /** Begins to connect to an address. */
  readonly open: (address: string) => S
}

/** Opens plain TCP connections. Small writes go out at once, so that the first byte is not late. */
export const openTcp =
  (port: number) =>
  (host: string): Socket =>
    connect({ host, port, noDelay: true })

/**
 * Connects to the first address that answers. A next one is tried when the one before fails, or
 * after 250 ms beside it (RFC 8305), so that one dead address neither fails nor delays a probe.
 */
export function dial<S extends Socket>(scope: Scope, { addresses, open }: Dial<S>): Promise<S> {
  scope.meter.enter('connect')
  const queue = [...addresses]
  const rivals = new Set<Socket>()
  let failure: NodeJS.ErrnoException | undefined
  return new Promise((resolve, reject) => {
    const next = (): void => {
      const address = queue.shift()
      if (address === undefined) {
        if (rivals.size === 0) reject(failure)
        return
      }
      scope.evidence.address = address
      const socket = scope.hold(open(address))
      rivals.add(socket)
      const beside = queue.length > 0 ? setTimeout(next, attemptDelayMs) : undefined
      if (beside) scope.onEnd(() => clearTimeout(beside))
      const lost = (error: NodeJS.ErrnoException): void => {
        clearTimeout(beside)
        rivals.delete(socket)
        // "Refused" says more of a host than "this machine has no IPv6".
        if (failure?.code === undefined || failure.code.endsWith('UNREACH')) failure = error
        next()
      }
      socket.once('error', lost)
      socket.once('connect', () => {
        clearTimeout(beside)
        socket.removeListener('error', lost)
        queue.length = 0
        rivals.delete(socket)
        for (const rival of rivals) rival.destroy()
        scope.evidence.address = address
        resolve(socket)
      })
    }
    next()
  })
}
