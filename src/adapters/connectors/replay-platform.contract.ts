import { createHash } from 'node:crypto'

/** A request as a platform of the replay server sees it. */
export type Asked = {
  readonly method: string
  /** Below the platform's base, encoded as it came, without slashes at its ends. */
  readonly path: string
  readonly query: URLSearchParams
  /** What stands in `authorization` or `private-token`. */
  readonly token: string
  readonly ifNoneMatch: string | null
  /** The absolute address of the platform's base, and of this request. */
  readonly base: string
  readonly url: URL
  readonly body: string
}

export type Reply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a test may answer by itself. */
export type FreeReply = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/**
 * What is at a path: an array is a list that is paged as the platform pages, a function answers by
 * itself, anything else is one body.
 */
export type Route = readonly unknown[] | ((asked: Asked) => FreeReply) | object | string | null

/** Paths below the base, without a slash before them: `repos/o/r`. `POST repos/o/r/…` for another method. */
export type Routes = Readonly<Record<string, Route>>

/** A limit that the platform counts down. */
export type Meter = {
  readonly limit: number
  remaining(): number
  /** @returns whether there was one left. */
  take(): boolean
  resetSeconds(): number
}

export type Platform = {
  /** Where it is mounted, as on a server of one's own: `/api/v3`. */
  readonly base: string
  /** What an unknown path, a wrong token or a limit looks like. */
  readonly refuse: (
    status: number,
    details?: { readonly retryAfter?: string; readonly secondary?: true },
  ) => Reply
  readonly serve: (asked: Asked, route: Route) => Reply
  /** Other addresses of what is in the routes. */
  readonly find?: (asked: Asked, routes: Routes) => Route | undefined
  readonly meter: Meter | null
  readonly unchangedIsFree: boolean
  /** Headers of every answer. */
  readonly headers: () => Readonly<Record<string, string>>
}

export type PlatformWorld = { readonly now: () => number; readonly quota: number }

export const hourMs = 3_600_000

export function createMeter({ now, quota }: PlatformWorld): Meter {
  const resetSeconds = Math.floor((now() + hourMs) / 1_000)
  let used = 0
  return {
    limit: quota,
    remaining: () => Math.max(0, quota - used),
    take() {
      used += 1
      return used <= quota
    },
    resetSeconds: () => resetSeconds,
  }
}

export const jsonReply = (body: unknown, headers: Reply['headers'] = {}, status = 200): Reply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
})

/** Adds an entity tag, and answers 304 where the asker has this one. GitHub's differ from token to token. */
export function tagged(reply: Reply, asked: Asked, salt: string): Reply {
  const hash = createHash('sha256').update(reply.body).update(salt).digest('hex')
  const headers = { ...reply.headers, etag: `W/"${hash}"` }
  return asked.ifNoneMatch === headers.etag
    ? { status: 304, headers, body: '' }
    : { ...reply, headers }
}

export type Cut = {
  readonly items: readonly unknown[]
  readonly page: number
  readonly size: number
  readonly pages: number
  readonly total: number
}

/** One page of a list, whose query says how large pages are. */
export function cut(
  list: readonly unknown[],
  query: URLSearchParams,
  sizes: { readonly name: string; readonly usual: number; readonly most: number },
): Cut {
  const size = Math.max(1, Math.min(sizes.most, Number(query.get(sizes.name) ?? sizes.usual)))
  const page = Math.max(1, Number(query.get('page') ?? 1))
  const pages = Math.max(1, Math.ceil(list.length / size))
  return {
    items: list.slice((page - 1) * size, page * size),
    page,
    size,
    pages,
    total: list.length,
  }
}

/** The same address with another query. */
export function withQuery(url: URL, change: Readonly<Record<string, string | number>>): URL {
  const changed = new URL(url)
  for (const [name, value] of Object.entries(change)) changed.searchParams.set(name, String(value))
  return changed
}

/** A field of a row, dots lead inside: `target.ref_name`. */
export const fieldOf = (row: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined,
      row,
    )

/** Rows that have what the query asks for, where it asks. `fields` says which row field a name of the query means. */
export const filtered = (
  list: readonly unknown[],
  query: URLSearchParams,
  fields: Readonly<Record<string, string>>,
): readonly unknown[] =>
  list.filter((row) =>
    Object.entries(fields).every(
      ([name, field]) => !query.has(name) || String(fieldOf(row, field)) === query.get(name),
    ),
  )

export function sorted(
  list: readonly unknown[],
  field: string,
  how: 'asc' | 'desc',
): readonly unknown[] {
  const sign = how === 'asc' ? 1 : -1
  const key = (row: unknown) => {
    const value = fieldOf(row, field)
    return typeof value === 'number' ? value : String(value ?? '')
  }
  return list.toSorted((a, b) => {
    const [x, y] = [key(a), key(b)]
    return x === y ? 0 : (x < y ? -1 : 1) * sign
  })
}
