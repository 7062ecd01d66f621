import { isIP } from 'node:net'
import { z } from 'zod'
import { parseDuration, Secret } from '../../kernel/index.ts'
import { parseTag } from '../../modules/services/index.ts'

/** What `config print` shows for a secret. Read back it would be a wrong password, so it is refused. */
export const mask = '•••'

/** A value that `parse` understands; `null` from it refuses with the message. */
const parsed = <Value>(message: string, parse: (value: unknown) => Value | null) =>
  z.unknown().transform((value, context): Value => {
    const result = parse(value)
    if (result !== null) return result
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

export function wholeNumber(least: number, most: number) {
  const error = `expected a whole number from ${least} to ${most}`
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error })
}

export const port = wholeNumber(0, 65_535)

export const yesOrNo = z.boolean({ error: 'expected true or false' })

export const text = (most: number) => {
  const error = `expected a text of 1 to ${most} characters`
  return z.string({ error }).trim().min(1, { error }).max(most, { error })
}

export const tag = parsed('expected a tag: letters, digits and ._:/-', (value) =>
  typeof value === 'string' ? parseTag(value) : null,
)

/** `validate` adds the hint. */
export const choice = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: `expected ${words.slice(0, -1).join(', ')} or ${words.at(-1)}` })

export const list = <Item extends z.ZodType>(item: Item, most = 1_000) =>
  z.preprocess(
    (value) => value ?? [],
    z
      .array(item, { error: 'expected a list' })
      .max(most, { error: `expected at most ${most} entries` }),
  )

const asDuration = (value: unknown): number | null => {
  if (typeof value === 'number') return parseDuration(value)
  return typeof value === 'string' ? parseDuration(value.trim()) : null
}

/** Seconds, or a duration such as `30s`; in milliseconds. */
export const duration = (leastMs: number, mostMs: number, words: string) =>
  parsed(`expected a duration ${words}, such as 30s or 5m`, (value) => {
    const ms = asDuration(value)
    return ms === null || ms < leastMs || ms > mostMs ? null : Math.round(ms)
  })

const hourMs = 3_600_000
const centuryMs = 36_525 * 24 * hourMs

/** How long something is kept, in milliseconds. */
export type Retention = number | 'forever'
export const retention = parsed<Retention>(
  'expected a duration of at least 1h, such as 30d, or forever',
  (value) => {
    if (value === 'forever') return value
    const ms = asDuration(value)
    return ms === null || ms < hourMs || ms > centuryMs ? null : Math.round(ms)
  },
)

export const host = parsed('expected an IP address or a host name', (value) =>
  typeof value === 'string' && /^[A-Za-z0-9._:%-]{1,255}$/.test(value) ? value : null,
)

/** Where to listen: `127.0.0.1:8081`, `[::1]:8081`, or `:8081` for all addresses. */
export type ListenAddress = { readonly host: string; readonly port: number }

export const listenAddress = parsed<ListenAddress>(
  'expected an address and a port, such as 127.0.0.1:8081',
  (value) => {
    const text = typeof value === 'string' ? value : ''
    const [, v6, name, digits] =
      /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]{0,255})):(\d{1,5})$/.exec(text) ?? []
    const port = Number(digits)
    if (digits === undefined || port > 65_535 || (v6 !== undefined && isIP(v6) !== 6)) return null
    return { host: v6 ?? (name || '0.0.0.0'), port }
  },
)

/** An address, or a network in CIDR notation. */
export const network = parsed('expected an IP address or a network such as 10.0.0.0/8', (value) => {
  if (typeof value !== 'string') return null
  const [address = '', bits, ...more] = value.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return null
  const most = family === 4 ? 32 : 128
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most) ? value : null
})

/** @see https://www.rfc-editor.org/rfc/rfc6454#section-6.2 */
export const origin = parsed(
  'expected an origin such as https://app.example.com, or *',
  (value) => {
    if (value === '*') return value
    return typeof value === 'string' && URL.parse(value)?.origin === value ? value : null
  },
)

const asHttp = (value: unknown): URL | null => {
  const url = typeof value === 'string' ? URL.parse(value) : null
  const plain = url !== null && `${url.username}${url.password}${url.search}${url.hash}` === ''
  return plain && /^https?:$/.test(url.protocol) ? url : null
}

/** An address that may be shown: it holds no user name, no password and no query. */
export const httpUrl = parsed(
  'expected an http:// or https:// address without user name, password and query',
  (value) => asHttp(value)?.href.replace(/\/$/, '') ?? null,
)

/** An address that may hold a password. */
export const secretUrl = (schemes: readonly string[]) =>
  parsed(
    `expected ${schemes.map((scheme) => `${scheme}://…`).join(' or ')} (in a password, % encodes special characters)`,
    (value) => {
      if (typeof value !== 'string' || value.includes(mask)) return null
      const url = value.includes('://') ? URL.parse(value) : null
      return url !== null && schemes.includes(url.protocol.slice(0, -1)) ? new Secret(value) : null
    },
  )

export const secret = parsed(`expected a text, and not the ${mask} of a printed secret`, (value) =>
  typeof value === 'string' && value !== '' && !value.includes(mask) ? new Secret(value) : null,
)

/** A zone of the IANA time zone database. */
export const timeZone = parsed('expected a time zone such as Europe/Berlin', (value) => {
  if (typeof value !== 'string') return null
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone
  } catch {
    return null
  }
})

/** Leaves out what `${NAME:-}` leaves empty. */
export const optional = <Value extends z.ZodType>(value: Value) =>
  z.preprocess((given) => (given === '' || given === null ? undefined : given), value.optional())

/** A name that YAML may have read as a number: the id of a repository. */
export const word = parsed('expected a text', (value) => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  return typeof value === 'string' && value !== '' && value.length <= 500 ? value : null
})

export type DatabaseUrl =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: Secret }

const postgresUrl = secretUrl(['postgres', 'postgresql'])

export const databaseUrl = parsed<DatabaseUrl>(
  'expected postgres://…, postgresql://… (in a password, % encodes special characters) or sqlite:FILE',
  (value) => {
    // `sqlite://…` means different files to different tools, and a database in memory has no second reader.
    const file =
      typeof value === 'string' ? /^sqlite:(?!\/\/|:memory:)(.+)$/s.exec(value)?.[1] : null
    if (file !== null && file !== undefined) return { kind: 'sqlite', file }
    const url = postgresUrl.safeParse(value)
    return url.success ? { kind: 'postgres', url: url.data } : null
  },
)

/** A target that tells whether anything can be reached: shown to people, so without a password. */
export const referenceUrl = parsed(
  'expected an http, https or tcp address without a user name, such as tcp://192.0.2.1:53',
  (value) => {
    const url = typeof value === 'string' ? URL.parse(value) : null
    const plain = url !== null && `${url.username}${url.password}${url.hash}` === ''
    const whole = plain && (url.protocol !== 'tcp:' || url.port !== '')
    return whole && /^(https?|tcp):$/.test(url.protocol) && url.hostname !== ''
      ? String(value)
      : null
  },
)
