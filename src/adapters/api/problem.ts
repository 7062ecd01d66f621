import type { Refusal, RefusalCode } from '../../kernel/index.ts'
import { StalePreferences } from '../../modules/identity/index.ts'
import { StaleConnection } from '../../modules/pipelines/index.ts'
import { StaleService } from '../../modules/services/index.ts'
import type { HttpContext } from './http.ts'
import { StaleRevision } from './preconditions.ts'

/** What each reason to refuse becomes over HTTP. The codes are stable: clients may switch on them. */
export const problemKinds = {
  invalid: { status: 422, title: 'The input has errors' },
  malformed: { status: 400, title: 'The request cannot be read' },
  unauthenticated: { status: 401, title: 'Credentials are needed' },
  forbidden: { status: 403, title: 'This is not allowed' },
  not_found: { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'This conflicts with what exists' },
  stale: { status: 412, title: 'Somebody else changed it first' },
  precondition_required: { status: 428, title: 'If-Match is needed' },
  gone: { status: 410, title: 'It is gone' },
  too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'This kind of body is not understood' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  blocked_by_policy: { status: 403, title: 'A policy of this installation forbids it' },
  unavailable: { status: 503, title: 'Not available at the moment' },
} as const satisfies Record<RefusalCode, { status: number; title: string }>

/** Answers that are no refusal of a command, and still problems. */
export const otherKinds = {
  upgrade_required: { status: 426, title: 'This is a WebSocket' },
  internal: { status: 500, title: 'Pharos failed' },
} as const

const kinds = { ...problemKinds, ...otherKinds }
export type ProblemCode = keyof typeof kinds
export const problemCodes = Object.keys(kinds) as [ProblemCode, ...ProblemCode[]]
export const kindOf = (code: ProblemCode): (typeof kinds)[ProblemCode] => kinds[code]

/** A problem document, RFC 9457. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: (typeof kinds)[ProblemCode]['status']
  readonly detail: string
  readonly code: ProblemCode
  readonly errors?: readonly { readonly field: string; readonly message: string }[]
  /** At `stale`: the revision that holds now. */
  readonly current_rev?: number
  readonly request_id: string
}

/** Where a code is explained. RFC 9457, 3.1.1 recommends a reference that leads to documentation. */
export const problemType = (code: ProblemCode): string => `/api/docs#problem-${code}`

export const problemContentType = 'application/problem+json'

/** Input can be wrong in a million places; nobody reads more than these, or longer texts. */
const most = { errors: 50, text: 500 }
const cut = (text: string): string =>
  text.length <= most.text ? text : `${text.slice(0, most.text - 1).toWellFormed()}…`

export function problemOf(refusal: Refusal, requestId: string): Problem {
  const { status, title } = problemKinds[refusal.code]
  const rev = currentRev(refusal)
  const errors = refusal.fields
    .slice(0, most.errors)
    .map(({ path, message }) => ({ field: cut(path), message: cut(message) }))
  return {
    type: problemType(refusal.code),
    title,
    status,
    detail: cut(refusal.message),
    code: refusal.code,
    ...(errors.length > 0 && { errors }),
    ...(rev !== null && { current_rev: rev }),
    request_id: requestId,
  }
}

function currentRev(refusal: Refusal): number | null {
  if (refusal instanceof StaleService || refusal instanceof StaleConnection) {
    return refusal.current.rev
  }
  const hasRev = refusal instanceof StaleRevision || refusal instanceof StalePreferences
  return hasRev ? refusal.rev : null
}

export function refuse(refusal: Refusal, c: HttpContext): Response {
  const problem = problemOf(refusal, c.get('requestId'))
  const headers: Record<string, string> = {}
  if (problem.status === 401) headers['WWW-Authenticate'] = challenge(c)
  if (problem.status === 429 || problem.status === 503) {
    headers['Retry-After'] = String(refusal.retryAfter ?? 5)
  }
  return answer(c, problem, headers)
}

export const fault = (requestId: string, c: HttpContext): Response =>
  answer(
    c,
    otherProblem('internal', {
      detail: `This is a bug. The log tells more about request ${requestId}.`,
      requestId,
    }),
  )

export const otherProblem = (
  code: keyof typeof otherKinds,
  { detail, requestId }: { readonly detail: string; readonly requestId: string },
): Problem => ({
  type: problemType(code),
  title: otherKinds[code].title,
  status: otherKinds[code].status,
  detail,
  code,
  request_id: requestId,
})

const answer = (c: HttpContext, problem: Problem, headers: Record<string, string> = {}): Response =>
  c.newResponse(JSON.stringify(problem), {
    status: problem.status,
    headers: { ...inertHeaders, ...headers, 'Content-Type': problemContentType },
  })

/** Data is never a page: no browser may sniff a document out of it, run it, frame it or keep it. */
export const inertHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
} as const

/**
 * The challenge of RFC 7235 with both schemes (RFC 6750, RFC 7617). A script in a page is told of
 * Bearer only: `Basic` would make the browser cover the page with its own log-in dialog.
 */
function challenge(c: HttpContext): string {
  const shown = /^bearer /i.test(c.req.header('authorization') ?? '')
  const bearer = `Bearer realm="Pharos"${shown ? ', error="invalid_token"' : ''}`
  const mode = c.req.header('sec-fetch-mode')
  const script = mode !== undefined && mode !== 'navigate'
  return script ? bearer : `${bearer}, Basic realm="Pharos", charset="UTF-8"`
}
