import type { RefusalCode } from '../../../kernel/index.ts'
import type { Endpoint } from '../endpoint.ts'
import {
  kindOf,
  type ProblemCode,
  problemCodes,
  problemContentType,
  problemKinds,
  problemType,
} from '../problem.ts'
import { problem } from '../schemas/problem.ts'
import { refTo } from './schemas.ts'
import type { Ref, ResponseObject } from './types.ts'

/** What each code is for, for readers of the document. */
export const explained = {
  invalid: 'Fields of the body or the query are wrong; `errors` names each of them.',
  malformed: 'The request is not HTTP or JSON as it should be.',
  unauthenticated: 'No credentials were sent, or they are wrong, expired or revoked.',
  forbidden:
    'The role does not allow it; or the thing is not to be changed; or the request came from a foreign page.',
  not_found: 'Nothing is there.',
  conflict: 'It exists already, or is still needed.',
  stale: 'If-Match does not name the present version; `current_rev` does.',
  precondition_required: 'A change needs If-Match.',
  gone: 'It was there, and was deleted.',
  too_large: 'The body has more than 1 MiB or too many values.',
  unsupported_media_type: 'Bodies are JSON in UTF-8, without Content-Encoding.',
  too_many_requests: 'Wait as long as Retry-After says.',
  blocked_by_policy: 'The address may not be reached from here.',
  unavailable:
    'The database is away, or too much comes at once. Retry-After says when to try again.',
  upgrade_required: 'The address is a WebSocket’s: ask for an upgrade.',
  internal: 'A bug of Pharos. `request_id` finds it in the log.',
} satisfies Record<ProblemCode, string>

/** The refusals that follow from how an endpoint is made, by status. */
export function refusalsOf(endpoint: Endpoint) {
  const { access, method, params, query, body, exactBody, headers = [] } = endpoint
  const ifMatch = headers.find(({ name }) => name === 'If-Match')
  const codes: readonly (RefusalCode | false)[] = [
    (body !== undefined || exactBody !== undefined || headers.length > 0) && 'malformed',
    access !== 'public' && 'unauthenticated',
    (method !== 'GET' || access === 'editor' || access === 'admin') && 'forbidden',
    Object.keys(params).length > 0 && 'not_found',
    ifMatch !== undefined && 'stale',
    body !== undefined && 'too_large',
    (body !== undefined || exactBody !== undefined) && 'unsupported_media_type',
    (body !== undefined || query !== null) && 'invalid',
    ifMatch?.required === true && 'precondition_required',
  ]
  return codes
    .filter((code) => code !== false)
    .map((code): [number, Ref] => [
      problemKinds[code].status,
      { $ref: `#/components/responses/${code}` },
    ])
}

/** The problems as responses that operations refer to. */
export function problemResponses(): Record<string, ResponseObject> {
  const all = problemCodes.map((code): [string, ResponseObject] => [
    code,
    problemResponse(`\`${code}\`: ${explained[code]}`, [code]),
  ])
  return {
    ...Object.fromEntries(all),
    other: problemResponse('Another problem; its `code` says which.', ['unavailable', 'internal']),
  }
}

function problemResponse(description: string, codes: readonly ProblemCode[]): ResponseObject {
  const examples = Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }]))
  return {
    description,
    content: { [problemContentType]: { schema: refTo(problem), examples } },
  }
}

export const exampleOf = (code: ProblemCode) => ({
  type: problemType(code),
  title: kindOf(code).title,
  status: kindOf(code).status,
  detail: details[code],
  code,
  ...(code === 'invalid' && {
    errors: [{ field: 'check_interval', message: 'must be from 1 s to 1 d' }],
  }),
  ...(code === 'stale' && { current_rev: 9 }),
  request_id: '3f1c2a9e',
})

const details = {
  invalid: 'check_interval: must be from 1 s to 1 d',
  malformed: 'The body is not valid JSON at position 17',
  unauthenticated: 'Log in first, or send a token',
  forbidden: 'This needs the role editor',
  not_found: 'There is no service 7',
  conflict: 'An account with this e-mail address exists',
  stale: 'Shop was changed by somebody else; it is at version 9',
  precondition_required:
    'Send If-Match with the ETag of the version that you change, or with * for any',
  gone: 'What this Idempotency-Key made was deleted since',
  too_large: 'A body may have 1048576 bytes, no more',
  unsupported_media_type: 'Only application/json is understood here',
  too_many_requests: 'Too many failed log-ins; try again later',
  blocked_by_policy: 'Private addresses may not be checked here',
  unavailable: 'The database does not answer',
  upgrade_required: 'Connect to this address with a WebSocket',
  internal: 'This is a bug. The log tells more about request 3f1c2a9e.',
} satisfies Record<ProblemCode, string>
