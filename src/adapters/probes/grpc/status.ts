import type { ResultReason } from '../../../modules/checks/index.ts'
import { Down } from '../failure.ts'

/** https://grpc.github.io/grpc/core/md_doc_statuscodes.html, in the order of their numbers. */
const names = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
]

type Meaning = { readonly reason: ResultReason; readonly says: string }

/** What those that the health service itself answers with mean. */
const meanings: Readonly<Record<string, Meaning>> = {
  DEADLINE_EXCEEDED: { reason: 'timeout', says: 'the server gave up' },
  NOT_FOUND: { reason: 'assertion_failed', says: 'the server has no such service' },
  UNIMPLEMENTED: { reason: 'unsupported', says: 'the server has no health service' },
}

/** `grpc-message` is percent-encoded UTF-8; what is not stays as it is. */
function decoded(message: string): string {
  try {
    return decodeURIComponent(message)
  } catch {
    return message
  }
}

/** Throws `Down` for any status of gRPC but 0. */
export function expectOk(status: string, message: string): void {
  if (status === '0') return
  if (!/^\d{1,2}$/.test(status)) throw new Down('protocol_error', 'the answer has no gRPC status')
  const name = names[Number(status)] ?? 'unknown'
  const { reason, says } = meanings[name] ?? { reason: 'bad_status', says: 'the server refused' }
  const words = decoded(message)
  throw new Down(reason, `${says}: ${name} (${status})${words === '' ? '' : `, ${words}`}`)
}
