/** Facts for people who look for the cause, by name: status line, certificate, address, … */
export type Evidence = Readonly<Record<string, string | number>>

/**
 * What is kept of one outcome: targets fill these fields, so they are bounded. There is room for the
 * head of an answer, the beginning of its body and a chain of certificates.
 */
export const evidenceLimits = {
  names: 32,
  nameLength: 64,
  valueLength: 2_048,
  bytes: 8_192,
} as const

/**
 * What is kept of what a probe found: cut to `evidenceLimits` and without the parts of addresses
 * that carry secrets. What does not fit is left out, the first facts stay. `null` when nothing is left.
 */
export function keptEvidence(found: Evidence): Evidence | null {
  const kept = new Map<string, string | number>()
  let bytes = 2
  for (const [name, value] of Object.entries(found)) {
    if (kept.size === evidenceLimits.names) break
    if (typeof value === 'number' && !Number.isFinite(value)) continue
    const short = typeof value === 'number' ? value : cut(bare(value), evidenceLimits.valueLength)
    const key = cut(name, evidenceLimits.nameLength)
    const size = sizeOf(JSON.stringify(key)) + sizeOf(JSON.stringify(short)) + 2
    if (bytes + size > evidenceLimits.bytes) continue
    kept.set(key, short)
    bytes += size
  }
  return kept.size === 0 ? null : Object.fromEntries(kept)
}

/** An address of a redirect may hold a password before the `@`, or a token after the `?`. */
const bare = (text: string): string =>
  text
    .replace(/(:\/\/)[^\s/?#@]*@/g, '$1')
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s?#]*)[?#]\S*/gi, '$1?…')

const cut = (text: string, length: number): string =>
  (text.length <= length ? text : `${text.slice(0, length - 1)}…`).toWellFormed()

/** Bytes of UTF-8 at most: half of a surrogate pair counts as three. */
function sizeOf(text: string): number {
  let bytes = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3
  }
  return bytes
}
