import { type FaultKind, PlatformFault } from '../../../modules/pipelines/index.ts'

const kinds: Readonly<Record<number, FaultKind>> = {
  401: 'unauthorized',
  402: 'forbidden',
  403: 'forbidden',
  404: 'not_found',
  407: 'misconfigured',
  408: 'unavailable',
  410: 'not_found',
  451: 'forbidden',
}

/** A status that is no answer. What the platform says with it is told to nobody: it may hold anything. */
export function statusFault(name: string, status: number): PlatformFault {
  const kind = kinds[status] ?? (status >= 500 ? 'unavailable' : 'malformed')
  return new PlatformFault(kind, `${name} was answered with ${status}`, { status })
}

export const aborted = (): PlatformFault => new PlatformFault('aborted', 'the call was given up')

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was reset',
  UND_ERR_SOCKET: 'the connection was reset',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'the network is unreachable',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  ENOTFOUND: 'the name was not resolved',
  EAI_AGAIN: 'the name was not resolved',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of the answer are too large',
}

/** A class of failure, in our words: the text of an error could hold what the platform said. */
export function networkFault(name: string, error: unknown): PlatformFault {
  if (error instanceof PlatformFault) return error
  const code = codeOf(error)
  const isTls = /^(ERR_(SSL|TLS)|CERT_|UNABLE_)/.test(code)
  const reason = words[code] ?? (isTls ? 'TLS failed' : 'there was no answer')
  const kind = /^HPE_|HEADERS_OVERFLOW/.test(code) ? 'malformed' : 'unavailable'
  return new PlatformFault(kind, `${name}: ${reason}`, { cause: error })
}

/** Node reports a refused connection to a name with several addresses as an aggregate. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
