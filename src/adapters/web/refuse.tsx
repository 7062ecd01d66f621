import type { Refusal, RefusalCode } from '../../kernel/index.ts'
import { type HttpContext, userOf, wantsFragment } from './http.ts'
import { sendPage } from './page.tsx'
import { ErrorPage } from './pages/index.ts'
import { loginTo, paths } from './paths.ts'
import { seeOther, sendHtml } from './respond.ts'
import type { Site } from './site.ts'

type Look = { readonly status: number; readonly heading: string }

const looks: Readonly<Record<RefusalCode, Look>> = {
  invalid: { status: 422, heading: 'Not accepted' },
  malformed: { status: 400, heading: 'Not understood' },
  unauthenticated: { status: 401, heading: 'Log in first' },
  forbidden: { status: 403, heading: 'Not allowed' },
  not_found: { status: 404, heading: 'Not found' },
  conflict: { status: 409, heading: 'Conflict' },
  stale: { status: 409, heading: 'Changed meanwhile' },
  precondition_required: { status: 428, heading: 'Version missing' },
  gone: { status: 410, heading: 'Gone' },
  too_large: { status: 413, heading: 'Too large' },
  unsupported_media_type: { status: 415, heading: 'Not understood' },
  too_many_requests: { status: 429, heading: 'Too many requests' },
  blocked_by_policy: { status: 403, heading: 'Blocked by policy' },
  unavailable: { status: 503, heading: 'Not available now' },
}

/** The one mapping from refusals to answers of the web interface. */
export async function refuse(refusal: Refusal, c: HttpContext, site: Site): Promise<Response> {
  if (refusal.code === 'unauthenticated' && canLogIn(c)) return seeOther(loginTo(wanted(c)))
  const { status, heading } = looks[refusal.code]
  const retryAfter = refusal.retryAfter ?? (refusal.code === 'unavailable' ? 5 : null)
  const headers = {
    'Cache-Control': 'no-store',
    ...(retryAfter === null ? {} : { 'Retry-After': String(retryAfter) }),
  }
  return sendTrouble(c, site, { status, headers, heading, message: refusal.message })
}

/** The answer to a fault of ours. */
export function fault(requestId: string, c: HttpContext, site: Site): Promise<Response> {
  site.log.debug('a page failed', { requestId })
  return sendTrouble(c, site, {
    status: 500,
    headers: { 'Cache-Control': 'no-store' },
    heading: 'Something went wrong',
    message: 'Pharos failed to answer. Its log has the details under the number below.',
  })
}

type Trouble = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly heading: string
  readonly message: string
}

function sendTrouble(c: HttpContext, site: Site, trouble: Trouble): Promise<Response> {
  const { status, headers, heading, message } = trouble
  if (isScripted(c)) {
    const toast = site.render(<p class="toast bad">{message}</p>)
    return sendHtml(c, toast, { status, headers })
  }
  const requestId: string | undefined = c.get('requestId')
  return sendPage(c, site, {
    title: heading,
    status,
    headers,
    content: (
      <ErrorPage
        status={status}
        heading={heading}
        message={message}
        requestId={requestId ?? null}
        retry={isRead(c) ? ownAddress(c) : null}
        user={userOf(c)}
      />
    ),
  })
}

/** A script waits for the answer, so a page of its own would land in the middle of another one. */
const isScripted = (c: HttpContext): boolean => wantsFragment(c) || c.req.path === paths.stream

/** A browser without a session can log in; a program that showed a wrong credential cannot. */
const canLogIn = (c: HttpContext): boolean =>
  !isScripted(c) && c.req.header('Authorization') === undefined

/** Where to go after the log-in: a form that was sent cannot be sent again by a link. */
const wanted = (c: HttpContext): string => (isRead(c) ? ownAddress(c) : paths.overview)

const isRead = (c: HttpContext): boolean => c.req.method === 'GET' || c.req.method === 'HEAD'

function ownAddress(c: HttpContext): string {
  const { pathname, search } = new URL(c.req.url)
  return `${pathname}${search}`
}
