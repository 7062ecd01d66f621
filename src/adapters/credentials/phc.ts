/** An argon2id hash, version 19, and what it cost. */
export type Argon2Hash = {
  readonly memoryKib: number
  readonly passes: number
  readonly parallelism: number
  readonly salt: Uint8Array
  readonly tag: Uint8Array
}

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString('base64').replace(/=+$/, '')

/** @see https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md */
export const formatPhc = ({ memoryKib, passes, parallelism, salt, tag }: Argon2Hash): string =>
  `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`

const pattern =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{16,86})$/

/** A restored database may hold dearer hashes than ours, but none that stops the machine. */
const most = { memoryKib: 262_144, passes: 16, parallelism: 16 }

/** @returns `null` for anything but an argon2id string whose cost is within bounds. */
export function parsePhc(text: string): Argon2Hash | null {
  const [, m, t, p, salt = '', tag = ''] = pattern.exec(text) ?? []
  const [memoryKib, passes, parallelism] = [Number(m), Number(t), Number(p)]
  // RFC 9106 section 3.1: at least 8 KiB a lane, at least one pass and one lane.
  const enough = passes >= 1 && parallelism >= 1 && memoryKib >= 8 * parallelism
  const bounded =
    memoryKib <= most.memoryKib && passes <= most.passes && parallelism <= most.parallelism
  if (!enough || !bounded) return null
  const bytes = (part: string) => Buffer.from(part, 'base64')
  return { memoryKib, passes, parallelism, salt: bytes(salt), tag: bytes(tag) }
}
