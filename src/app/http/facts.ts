import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

export type Peer = {
  readonly address: string
  readonly loopback: boolean
  readonly secure: boolean
  /** The origin that the client's browser sees, as far as it can be known. */
  readonly origin: string
}

export type PeerOptions = {
  /** Addresses and networks of proxies whose forwarding headers are believed. */
  readonly trustedProxies: readonly string[]
  readonly publicUrl: string | null
}

/** Reads who is at the other end. Forwarding headers count only from a proxy that is trusted. */
export function createPeerReader({ trustedProxies, publicUrl }: PeerOptions) {
  const trusted = blockListOf(trustedProxies)
  const loopback = blockListOf(['127.0.0.0/8', '::1'])
  const known = publicUrl === null ? null : new URL(publicUrl)
  // Behind a proxy that says nothing, everybody comes from loopback.
  const direct = publicUrl === null && trustedProxies.length === 0
  const contains = (list: BlockList, address: string) =>
    isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

  function clientOf(peer: string, forwarded: readonly string[]): string {
    let address = peer
    for (const hop of forwarded.toReversed()) {
      if (!contains(trusted, address)) break
      address = hop
    }
    return address
  }

  return (request: IncomingMessage): Peer => {
    const peer = plain(request.socket.remoteAddress ?? '')
    const forwarded = listOf(request.headers['x-forwarded-for'])
    const viaProxy = contains(trusted, peer)
    const protocol = viaProxy ? listOf(request.headers['x-forwarded-proto'])[0] : undefined
    const host = request.headers.host ?? ''
    const isPublic = known !== null && host === known.host
    const secure =
      'encrypted' in request.socket ||
      protocol === 'https' ||
      (isPublic && known.protocol === 'https:')
    return {
      address: viaProxy ? clientOf(peer, forwarded) : peer,
      loopback: direct && contains(loopback, peer) && isLocalHost(host) && !wasForwarded(request),
      secure,
      origin: `${secure ? 'https' : 'http'}://${host}`,
    }
  }
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

const listOf = (header: string | string[] | undefined): string[] =>
  [header ?? []]
    .flat()
    .flatMap((value) => value.split(','))
    .map((value) => plain(value.trim()))
    .filter((value) => value !== '')

const isLocalHost = (host: string): boolean =>
  /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(host)

const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']

const wasForwarded = (request: IncomingMessage): boolean =>
  forwardingHeaders.some((name) => request.headers[name] !== undefined)
