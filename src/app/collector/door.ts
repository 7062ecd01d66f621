import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Logger, Secret } from '../../kernel/index.ts'
import type { CollectorReport } from './report.ts'

export type DoorOptions = {
  readonly log: Logger
  readonly secret: Secret
  readonly report: () => CollectorReport
  readonly readiness: () => Promise<{
    readonly ready: boolean
    readonly reasons?: readonly string[]
  }>
  readonly metrics: () => Promise<{ readonly type: string; readonly body: string }>
}

type Answer = { readonly status: number; readonly type?: string; readonly body: string }

const json = (status: number, value: unknown): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
})

/**
 * The collector's endpoint: how it is, for `web`, for supervisors and for Prometheus. Whoever shows
 * the secret gets its figures; everybody who can reach it learns whether it lives.
 */
export function createDoor(options: DoorOptions): Server {
  const answers: Readonly<Record<string, { open: boolean; answer(): Promise<Answer> | Answer }>> = {
    '/livez': {
      open: true,
      answer: () =>
        options.report().progressing
          ? json(200, { status: 'ok', reasons: [] })
          : json(503, { status: 'stalled', reasons: ['a loop has work to do and does not move'] }),
    },
    '/readyz': {
      open: true,
      async answer() {
        const { ready, reasons = [] } = await options.readiness()
        return json(ready ? 200 : 503, { status: ready ? 'ok' : 'not_ready', reasons })
      },
    },
    '/status': { open: false, answer: () => json(200, options.report()) },
    '/metrics': {
      open: false,
      answer: async () => ({ status: 200, ...(await options.metrics()) }),
    },
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const page = Object.hasOwn(answers, pathOf(request)) ? answers[pathOf(request)] : undefined
    if (request.method !== 'GET') return { status: 405, body: 'This endpoint takes GET only\n' }
    if (page === undefined) return { status: 404, body: 'There is no such page\n' }
    if (!page.open && !shows(request, options.secret)) {
      return { status: 401, body: "Show the collector's secret: Authorization: Bearer …\n" }
    }
    return page.answer()
  }

  const server = createServer(
    { headersTimeout: 5_000, requestTimeout: 5_000, keepAliveTimeout: 5_000 },
    (request, response) => {
      answer(request).then(
        (told) => send(response, told),
        (error: unknown) => {
          options.log.error('a question to the collector failed', { error, path: pathOf(request) })
          send(response, { status: 500, body: 'It failed; the log says why\n' })
        },
      )
    },
  )
  // Web processes, a supervisor and Prometheus; not the world.
  server.maxConnections = 100
  return server
}

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? ''

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, {
    'Content-Type': type ?? 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
  })
  response.end(body)
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Digests are of equal length, so the comparison takes the same time whatever is shown. */
const shows = ({ headers }: IncomingMessage, secret: Secret): boolean =>
  timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${secret.reveal()}`))
