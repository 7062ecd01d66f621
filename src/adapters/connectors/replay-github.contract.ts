import {
  type Asked,
  createMeter,
  cut,
  fieldOf,
  filtered,
  jsonReply,
  type Platform,
  type PlatformWorld,
  type Routes,
  tagged,
  withQuery,
} from './replay-platform.contract.ts'

/** https://docs.github.com/en/rest/using-the-rest-api: what all its answers have in common. */
export function replayGithub(world: PlatformWorld): Platform {
  const meter = createMeter(world)
  return {
    base: '/api/v3',
    meter,
    unchangedIsFree: true,
    headers: () => ({
      'x-ratelimit-limit': String(meter.limit),
      'x-ratelimit-remaining': String(meter.remaining()),
      'x-ratelimit-used': String(meter.limit - meter.remaining()),
      'x-ratelimit-reset': String(meter.resetSeconds()),
      'x-ratelimit-resource': 'core',
    }),
    refuse: (status, { retryAfter, secondary } = {}) =>
      jsonReply(
        { message: words(status, secondary), documentation_url: 'https://docs.github.com/rest' },
        retryAfter === undefined ? {} : { 'retry-after': retryAfter },
        status,
      ),
    serve(asked, route) {
      if (!Array.isArray(route)) return tagged(jsonReply(route), asked, asked.token)
      const page = cut(narrowed(route, asked), asked.query, {
        name: 'per_page',
        usual: 30,
        most: 100,
      })
      const key = envelopes.find(([path]) => path.test(asked.path))?.[1]
      const body = key === undefined ? page.items : { total_count: page.total, [key]: page.items }
      return tagged(jsonReply(body, linkOf(asked, page)), asked, asked.token)
    },
    find: byId,
  }
}

function words(status: number, secondary?: true): string {
  if (secondary)
    return 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
  if (status === 401) return 'Bad credentials'
  if (status === 429 || status === 403) return 'API rate limit exceeded for user ID 1.'
  return status === 404 ? 'Not Found' : 'Server Error'
}

/** Lists that are not bare arrays. */
const envelopes: readonly (readonly [RegExp, string])[] = [
  [/\/runs$/, 'workflow_runs'],
  [/\/jobs$/, 'jobs'],
  [/\/workflows$/, 'workflows'],
  [/^installation\/repositories$/, 'repositories'],
  [/\/environments$/, 'environments'],
]

/** The filters of its lists: those of runs, the usual state of issues, jobs of the latest attempt. */
function narrowed(list: readonly unknown[], { path, query }: Asked): readonly unknown[] {
  if (/\/(issues|pulls)$/.test(path)) {
    const state = query.get('state') ?? 'open'
    return list.filter((row) => state === 'all' || fieldOf(row, 'state') === state)
  }
  if (/\/runs\/\d+\/jobs$/.test(path) && query.get('filter') !== 'all') {
    const latest = Math.max(...list.map((row) => Number(fieldOf(row, 'run_attempt') ?? 1)))
    return list.filter((row) => Number(fieldOf(row, 'run_attempt') ?? 1) === latest)
  }
  if (!/\/runs$/.test(path)) return list
  const status = query.get('status')
  const rows = filtered(list, query, {
    branch: 'head_branch',
    event: 'event',
    head_sha: 'head_sha',
  })
  return rows.filter(
    (row) =>
      (status === null || [fieldOf(row, 'status'), fieldOf(row, 'conclusion')].includes(status)) &&
      isCreatedIn(String(fieldOf(row, 'created_at')), query.get('created')),
  )
}

/** `>=A`, `<=B` or `A..B`, in days or in full times. */
function isCreatedIn(at: string, range: string | null): boolean {
  const [from = '', to = ''] = (range ?? '').includes('..')
    ? (range ?? '').split('..')
    : [/^>=?(.*)/.exec(range ?? '')?.[1], /^<=?(.*)/.exec(range ?? '')?.[1]]
  return at >= from.replace('*', '') && (to === '' || to === '*' || at <= `${to}~`)
}

/** The addresses of further pages name repositories and organisations by their numbers. */
function linkOf(asked: Asked, page: { readonly page: number; readonly pages: number }) {
  if (page.pages === 1) return {}
  const numbered = new URL(asked.url)
  const base = new URL(asked.base).pathname
  numbered.pathname = `${base}/${asked.path
    .replace(/^repos\/([^/]+\/[^/]+)/, (_, name) => `repositories/${numberOf(name)}`)
    .replace(/^orgs\/([^/]+)/, (_, name) => `organizations/${numberOf(name)}`)}`
  const link = (rel: string, at: number) => `<${withQuery(numbered, { page: at })}>; rel="${rel}"`
  const links = [
    ...(page.page > 1 ? [link('prev', page.page - 1)] : []),
    ...(page.page < page.pages ? [link('next', page.page + 1), link('last', page.pages)] : []),
    ...(page.page > 1 ? [link('first', 1)] : []),
  ]
  return { link: links.join(', ') }
}

/** A number that a name always gets. */
const numberOf = (name: string): number =>
  [...name.toLowerCase()].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1e9, 7)

/** Finds what is asked for by number, and whatever the case of the name. */
function byId({ method, path }: Asked, routes: Routes) {
  const [, kind = '', number = '', rest = ''] =
    /^(repositories|organizations)\/(\d+)(.*)$/.exec(path) ?? []
  const depth = kind === 'repositories' ? 2 : 1
  for (const [key, route] of Object.entries(routes)) {
    if (method === 'GET' && key.toLowerCase() === path.toLowerCase()) return route
    const parts = key.split('/')
    const name = parts.slice(1, 1 + depth).join('/')
    const tail = parts.slice(1 + depth).map((part) => `/${part}`)
    const isSame = /^(repos|orgs)\//.test(key) && String(numberOf(name)) === number
    if (kind !== '' && isSame && tail.join('') === rest) return route
  }
  return undefined
}
