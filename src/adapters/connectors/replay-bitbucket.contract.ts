import {
  type Asked,
  createMeter,
  cut,
  filtered,
  jsonReply,
  type Platform,
  type PlatformWorld,
  sorted,
  withQuery,
} from './replay-platform.contract.ts'

/** https://developer.atlassian.com/cloud/bitbucket/rest/intro/ */
export function replayBitbucket(world: PlatformWorld): Platform {
  const meter = createMeter(world)
  return {
    base: '/2.0',
    meter,
    unchangedIsFree: false,
    headers: () => ({
      'x-ratelimit-limit': String(meter.limit),
      'x-ratelimit-resource': 'api_repository_data',
      'x-ratelimit-nearlimit': String(meter.remaining() < meter.limit / 5),
    }),
    refuse: (status, { retryAfter } = {}) =>
      jsonReply(
        {
          type: 'error',
          error: {
            message:
              status === 429
                ? 'Rate limit for this resource has been exceeded'
                : 'Resource not found',
          },
        },
        retryAfter === undefined ? {} : { 'retry-after': retryAfter },
        status,
      ),
    serve: (asked, route) =>
      jsonReply(
        picked(Array.isArray(route) ? page(asked, route) : route, asked.query.get('fields')),
      ),
    // Calls across workspaces answer 410 since the spring of 2026.
    find: ({ path }) =>
      path === 'repositories' || path === 'workspaces' ? () => ({ status: 410 }) : undefined,
  }
}

/** Pipelines come oldest first unless they are asked for otherwise. */
function page(asked: Asked, list: readonly unknown[]): object {
  const { query, path, url } = asked
  const rows = filtered(list, query, {
    'target.branch': 'target.ref_name',
    trigger_type: 'trigger.type',
    ...(path.endsWith('/pullrequests') && { state: 'state' }),
  })
  const sort = query.get('sort') ?? (path.endsWith('/pipelines') ? 'created_on' : null)
  const ordered =
    sort === null
      ? rows
      : sorted(rows, sort.replace(/^-/, ''), sort.startsWith('-') ? 'desc' : 'asc')
  const most = path.endsWith('/pullrequests') ? 50 : 100
  const at = cut(ordered, query, { name: 'pagelen', usual: 10, most })
  return {
    page: at.page,
    pagelen: at.size,
    size: at.total,
    values: at.items,
    ...(at.page < at.pages && { next: String(withQuery(url, { page: at.page + 1 })) }),
  }
}

/**
 * What `fields` leaves of an answer; it leaves no `next` where that is not named.
 * https://developer.atlassian.com/cloud/bitbucket/rest/intro/#partial-response
 */
function picked(body: unknown, fields: string | null): unknown {
  const paths = (fields ?? '').split(',').filter((path) => /^[^+-]/.test(path))
  return paths.length === 0 ? body : pick(body, paths)
}

function pick(value: unknown, paths: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => pick(item, paths))
  if (typeof value !== 'object' || value === null || paths.includes('')) return value
  const fields = Object.entries(value).flatMap(([name, inner]) => {
    const below = paths.flatMap((path) => {
      if (path === name || path === '*') return ['']
      return path.startsWith(`${name}.`) ? [path.slice(name.length + 1)] : []
    })
    return below.length === 0 ? [] : [[name, pick(inner, below)] as const]
  })
  return Object.fromEntries(fields)
}
