import { isIPv4, isIPv6 } from 'node:net'
import { plainTarget, refusedTarget } from '../target-text.ts'
import { isName } from './names.ts'
import type { RecordType } from './records.ts'

/**
 * The name of `dns://name`, in lower case, without the dot at its end. An address is one too: its
 * PTR record is that of its own name. `URL` reads a name of digits as an address, so it is asked for
 * the letters of other scripts alone.
 */
export function parseName(target: string): string {
  const [, text = ''] = /^dns:\/\/([^\s/?#@]+)\/?$/i.exec(plainTarget(target)) ?? []
  const typed = text.replace(/^\[|\]$/g, '').toLowerCase()
  if (isIPv6(typed)) return `[${typed}]`
  const ascii = /^[!-~]+$/.test(typed) ? typed : URL.parse(`http://${typed}/`)?.hostname
  const name = ascii?.replace(/(?<=.)\.$/, '') ?? ''
  if (name.includes(':')) throw refusedTarget('must name no port: the name server is a setting')
  if (!isName(name)) throw refusedTarget('must look like dns://example.com')
  return name
}

/** The eight groups of an IPv6 address as 32 digits. */
function nibbles(address: string): string {
  const canonical = URL.parse(`http://[${address}]/`)?.hostname.slice(1, -1) ?? ''
  const [before = '', after] = canonical.split('::')
  const left = before === '' ? [] : before.split(':')
  const right = after === undefined || after === '' ? [] : after.split(':')
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join('')
}

/** The name that is asked for: that of an address lies under `arpa` (RFC 1035 section 3.5, RFC 3596). */
export function askedName(name: string, type: RecordType): string {
  const bare = name.replace(/^\[|\]$/g, '')
  if (type !== 'PTR') return bare
  if (isIPv4(bare)) return `${bare.split('.').reverse().join('.')}.in-addr.arpa`
  if (isIPv6(bare)) return `${[...nibbles(bare)].reverse().join('.')}.ip6.arpa`
  return name
}
