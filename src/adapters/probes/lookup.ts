import { lookup } from 'node:dns/promises'
import type { ProbeWorld } from './kind.ts'

/**
 * The operating system's name resolution (hosts file, search domains, DNS), all addresses of a name
 * in the order of RFC 6724. Every call of `getaddrinfo` holds a thread of libuv's pool until the
 * name server answers, so checks that ask for the same name at the same time share one call.
 */
export function createSystemLookup(): ProbeWorld['lookup'] {
  const underWay = new Map<string, Promise<readonly string[]>>()
  return (hostname) => {
    const shared = underWay.get(hostname)
    if (shared !== undefined) return shared
    const answer = lookup(hostname, { all: true, order: 'verbatim' })
      .then((found) => found.map(({ address }) => address))
      .finally(() => underWay.delete(hostname))
    underWay.set(hostname, answer)
    return answer
  }
}
