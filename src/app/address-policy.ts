import { BlockList, isIP } from 'node:net'

/** Metadata services and link-local addresses: no check has business there, whatever is configured. */
const never = [
  '169.254.0.0/16',
  'fe80::/10',
  'fd00:ec2::254/128',
  '100.100.100.200/32',
  '168.63.129.16/32',
]

/** Addresses of the machine and of private networks (RFC 6890). */
const privateRanges = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '::/127',
  'fc00::/7',
]

/** Addresses that are nobody's: multicast, broadcast and reserved ones. */
const nobody = ['224.0.0.0/3', 'ff00::/8']

/**
 * Decides for each address that a probe is about to contact why it may not, or `null` when it may.
 * It is asked with the address itself, so neither a name nor a redirect gets around it.
 */
export function createAddressPolicy(options: {
  readonly allowPrivateTargets: boolean
}): (address: string) => string | null {
  const rules = [
    { list: listOf(never), words: 'is a link-local or metadata address' },
    { list: listOf(nobody), words: 'is no address of a single host' },
    ...(options.allowPrivateTargets
      ? []
      : [
          {
            list: listOf(privateRanges),
            words: 'is a private address, which checks.allow_private_targets forbids',
          },
        ]),
  ]
  return (address) => {
    const plain = embeddedIpv4(address) ?? address
    const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4'
    const rule = rules.find(({ list }) => list.check(plain, family))
    return rule === undefined ? null : `${address} ${rule.words}`
  }
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

/** The IPv4 address inside an IPv4-mapped (RFC 4291), NAT64 (RFC 6052) or 6to4 (RFC 3056) one. */
function embeddedIpv4(address: string): string | null {
  if (isIP(address) !== 6) return null
  const groups = groupsOf(address)
  const [a = 0, b = 0, c = 0] = groups
  const last = groups.slice(-2)
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  const nat64 = a === 0x64 && b === 0xff9b
  if (mapped || nat64) return dotted(last[0] ?? 0, last[1] ?? 0)
  return a === 0x2002 ? dotted(b, c) : null
}

const dotted = (high: number, low: number): string =>
  [high >> 8, high & 255, low >> 8, low & 255].join('.')

/** The eight 16-bit groups of an IPv6 address, by way of the one spelling that `URL` writes. */
function groupsOf(address: string): number[] {
  const url = URL.parse(`http://[${address.replace(/%.*$/, '')}]/`)
  const [head = '', tail] = (url?.hostname.slice(1, -1) ?? '').split('::')
  const numbers = (part: string) =>
    part === '' ? [] : part.split(':').map((g) => Number.parseInt(g, 16))
  const [before, after] = [numbers(head), numbers(tail ?? '')]
  return [...before, ...Array(Math.max(0, 8 - before.length - after.length)).fill(0), ...after]
}
