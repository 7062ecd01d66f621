import {
  type Asked,
  type Cut,
  createMeter,
  cut,
  fieldOf,
  filtered,
  jsonReply,
  type Platform,
  type PlatformWorld,
  type Reply,
  sorted,
  tagged,
  withQuery,
} from './replay-platform.contract.ts'

const sizes = { name: 'per_page', usual: 20, most: 100 } as const

/** https://docs.gitlab.com/api/rest/: an unchanged answer costs as much as any other. */
export function replayGitlab(world: PlatformWorld): Platform {
  const meter = createMeter(world)
  return {
    base: '/api/v4',
    meter,
    unchangedIsFree: false,
    headers: () => ({
      'ratelimit-limit': String(meter.limit),
      'ratelimit-name': 'throttle_authenticated_api',
      'ratelimit-observed': String(meter.limit - meter.remaining()),
      'ratelimit-remaining': String(meter.remaining()),
      'ratelimit-reset': String(meter.resetSeconds()),
    }),
    refuse(status, { retryAfter } = {}) {
      const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter }
      if (status !== 429)
        return jsonReply({ message: `${status} ${words(status)}` }, headers, status)
      return {
        status,
        headers: { 'content-type': 'text/plain', ...headers },
        body: 'Retry later\n',
      }
    },
    serve(asked, route) {
      const reply = Array.isArray(route) ? listReply(asked, route) : jsonReply(route)
      return tagged(reply, asked, '')
    },
  }
}

const words = (status: number): string => {
  if (status === 404) return 'Not Found'
  return status === 401 ? 'Unauthorized' : 'Error'
}

function listReply(asked: Asked, list: readonly unknown[]): Reply {
  const rows = narrowed(list, asked)
  if (asked.query.get('pagination') === 'keyset') return keysetReply(asked, rows)
  const page = cut(rows, asked.query, sizes)
  return jsonReply(page.items, offsetHeaders(asked, page))
}

/** Totals are left out above 10,000 rows: https://docs.gitlab.com/api/rest/#pagination-response-headers */
function offsetHeaders(asked: Asked, { page, size, pages, total }: Cut) {
  const next = page < pages ? page + 1 : null
  const link = (rel: string, at: number) => `<${withQuery(asked.url, { page: at })}>; rel="${rel}"`
  return {
    'x-page': String(page),
    'x-per-page': String(size),
    'x-prev-page': page > 1 ? String(page - 1) : '',
    'x-next-page': next === null ? '' : String(next),
    ...(total <= 10_000 && { 'x-total': String(total), 'x-total-pages': String(pages) }),
    link: [...(next === null ? [] : [link('next', next)]), link('first', 1)].join(', '),
  }
}

/** Goes on after the last id, and says so in `Link` only. */
function keysetReply(asked: Asked, rows: readonly unknown[]): Reply {
  const after = Number(asked.query.get('id_after') ?? Number.NEGATIVE_INFINITY)
  const left = rows.filter((row) => Number(fieldOf(row, 'id')) > after)
  const { items, pages } = cut(left, asked.query, sizes)
  const last = fieldOf(items.at(-1), 'id')
  const next = withQuery(asked.url, { id_after: String(last) })
  return jsonReply(items, pages > 1 ? { link: `<${next}>; rel="next"` } : {})
}

const filters = {
  ref: 'ref',
  status: 'status',
  source: 'source',
  sha: 'sha',
  archived: 'archived',
  environment: 'environment.name',
}

function narrowed(list: readonly unknown[], { path, query }: Asked): readonly unknown[] {
  const state = query.get('state') ?? 'all'
  const since = query.get('updated_after')
  const isChild = (row: unknown) => fieldOf(row, 'source') === 'parent_pipeline'
  const rows = filtered(list, query, filters).filter(
    (row) =>
      (state === 'all' || fieldOf(row, 'state') === state) &&
      (since === null || Date.parse(String(fieldOf(row, 'updated_at'))) > Date.parse(since)) &&
      // Child pipelines come only where they are asked for.
      (!/\/pipelines$/.test(path) || query.has('source') || !isChild(row)),
  )
  // Branches have no id, and stand as they stand.
  if (rows.every((row) => fieldOf(row, 'id') === undefined)) return rows
  const usual = /\/deployments$/.test(path) ? 'asc' : 'desc'
  return sorted(
    rows,
    query.get('order_by') ?? 'id',
    query.get('sort') === null ? usual : query.get('sort') === 'asc' ? 'asc' : 'desc',
  )
}
