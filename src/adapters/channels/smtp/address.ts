/**
 * A mail address as people have one: `name@host`, or `Name <name@host>`. Much less than RFC 5322
 * allows: quoted names, comments and groups have led mail to other places (CVE-2025-14874).
 */
const plain =
  /^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/
const named = /^([^<>"(),:;@\\\p{Cc}]{0,100})<([^<>]{3,320})>$/u

export type Address = { readonly name: string; readonly address: string }

/** `null` for what is no such address. */
export function parseAddress(text: string): Address | null {
  const trimmed = text.trim()
  if (trimmed.length > 320) return null
  const [, name = '', address = trimmed] = named.exec(trimmed) ?? []
  return plain.test(address) ? { name: name.trim(), address } : null
}
