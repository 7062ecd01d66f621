import type { Server } from './program.ts'

/** What REST calls a service, as far as these suites look at it. */
export type ServiceJson = {
  readonly id: number
  readonly name: string
  readonly url: string
  readonly check_interval: number
  readonly status: 'UP' | 'DEGRADED' | 'DOWN' | 'UNKNOWN' | 'PAUSED'
  readonly reason: string
  readonly last_checked_at: string | null
  readonly response_time_ms: number | null
  readonly recent: string
  readonly rev: number
}

export type OutcomeJson = {
  readonly id: number
  readonly service_id: number
  readonly status: 'UP' | 'DEGRADED' | 'DOWN' | 'MISSED'
  readonly reason: string
  readonly response_time_ms: number | null
  readonly slot: string
  readonly slots: number
  readonly checked_at: string
}

export type PageJson<Item> = {
  readonly items: readonly Item[]
  readonly total: number
  readonly page: number
  readonly limit: number
}

export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as an object; empty where it is none. */
  readonly json: Readonly<Record<string, unknown>>
}

export type Ask = {
  readonly body?: unknown
  /** In place of `body`: as it is. */
  readonly raw?: string
  readonly headers?: Readonly<Record<string, string>>
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A program that speaks REST to Pharos, with one credential or none. */
export type Client = ReturnType<typeof createClient>

export function createClient(url: string, credential: Readonly<Record<string, string>> = {}) {
  async function ask(method: Method, path: string, options: Ask = {}): Promise<Answer> {
    const { body, raw, headers = {} } = options
    const sent = raw ?? (body === undefined ? null : JSON.stringify(body))
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...credential,
        ...(sent === null ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: sent,
    })
    const text = await response.text()
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '')
    const json = isJson ? JSON.parse(text) : {}
    return { status: response.status, headers: response.headers, text, json }
  }

  /** The body of an answer that must be a success. */
  async function read<Body>(method: Method, path: string, options: Ask = {}): Promise<Body> {
    const { status, text } = await ask(method, path, options)
    if (status >= 400) throw new Error(`${method} ${path} was answered ${status}: ${text}`)
    return JSON.parse(text)
  }

  return {
    url,
    credential,
    ask,
    read,
    get: (path: string, options?: Ask) => ask('GET', path, options),
    post: (path: string, body: unknown, options: Ask = {}) =>
      ask('POST', path, { ...options, body }),
    addService: (draft: { name: string; url: string; check_interval: number | string }) =>
      read<ServiceJson>('POST', '/api/v1/services', { body: draft }),
    service: (id: number) => read<ServiceJson>('GET', `/api/v1/services/${id}`),
    outcomes: (id: number, limit = 200) =>
      read<PageJson<OutcomeJson>>('GET', `/api/v1/services/${id}/health-checks?limit=${limit}`),
    async services(): Promise<readonly ServiceJson[]> {
      const found: ServiceJson[] = []
      for (let page = 1; ; page++) {
        const path = `/api/v1/services?limit=200&page=${page}`
        const { items, total } = await read<PageJson<ServiceJson>>('GET', path)
        found.push(...items)
        if (items.length === 0 || found.length >= total) return found
      }
    },
  }
}

export const someone = { email: 'user@example.com', password: 'password123' }

/** The first account, made from loopback and logged in. */
export async function firstAdmin({ url }: Pick<Server, 'url'>): Promise<Client> {
  const stranger = createClient(url)
  await stranger.read('POST', '/api/v1/auth/register', { body: someone })
  return logIn({ url })
}

export async function logIn({ url }: Pick<Server, 'url'>, as = someone): Promise<Client> {
  const stranger = createClient(url)
  const { token } = await stranger.read<{ token: string }>('POST', '/api/v1/auth/login', {
    body: as,
  })
  return createClient(url, { Authorization: `Bearer ${token}` })
}
