import type { ResultReason, Undecided } from '../../modules/checks/index.ts'
import { doing, type Phase } from './meter.ts'

/** Ends a probe: the target is down for this reason. Caught once, where the probe's scope ends. */
export class Down extends Error {
  readonly reason: ResultReason

  constructor(reason: ResultReason, message: string) {
    super(message)
    this.name = 'Down'
    this.reason = reason
  }
}

/** Ends a probe that cannot tell how its target is. Caught where `Down` is. */
export class Unsure extends Error {
  readonly reason: Undecided['reason']

  constructor(reason: Undecided['reason'], message: string) {
    super(message)
    this.name = 'Unsure'
    this.reason = reason
  }
}

type Finding = { readonly reason: ResultReason; readonly message: string }

const unreachable = (message: string): Finding => ({ reason: 'unreachable', message })
const reset: Finding = { reason: 'connection_reset', message: 'the connection was reset' }

/** Error codes of the system (errno) and of Node.js, https://nodejs.org/api/errors.html */
const findings: Readonly<Record<string, Finding>> = {
  ECONNREFUSED: { reason: 'connection_refused', message: 'the connection was refused' },
  ECONNRESET: reset,
  ECONNABORTED: reset,
  EPIPE: reset,
  EHOSTUNREACH: unreachable('there is no route to the host'),
  EHOSTDOWN: unreachable('the host is down'),
  ENETUNREACH: unreachable('the network is unreachable'),
  ENETDOWN: unreachable('the network is down'),
  EADDRNOTAVAIL: unreachable('no local address can reach this one'),
  EAFNOSUPPORT: unreachable('this machine does not speak that kind of address'),
  EINVAL: unreachable('the address cannot be connected to'),
  EACCES: unreachable('this machine forbids the connection'),
  EPERM: unreachable('this machine forbids the connection'),
  ETIMEDOUT: { reason: 'timeout', message: 'the connection timed out' },
  ENOTFOUND: { reason: 'dns_failure', message: 'the name does not exist' },
  EAI_AGAIN: { reason: 'dns_failure', message: 'the name server did not answer' },
}

const text = (error: object, key: string): string => {
  const value: unknown = Reflect.get(error, key)
  return typeof value === 'string' ? value : ''
}

/** The TLS layer's own words, without OpenSSL's error number and source path. */
function tlsFailure(error: Error): Finding {
  const why = /^(ERR_SSL_|EPROTO$)/.test(text(error, 'code')) ? text(error, 'reason') : ''
  return { reason: 'tls_failure', message: `TLS failed: ${why || error.message}` }
}

/** What an error of a socket, a resolver or a parser says about the target. */
export function findingOf(error: unknown, phase: Phase | null): Finding {
  if (error instanceof Down) return { reason: error.reason, message: error.message }
  if (!(error instanceof Error)) return { reason: 'internal', message: String(error) }
  const code = text(error, 'code')
  const known = findings[code]
  if (known === reset && phase) return { ...reset, message: `${reset.message} ${doing[phase]}` }
  if (known) return known
  if (phase === 'dns') {
    return { reason: 'dns_failure', message: `the name was not resolved: ${code || error.message}` }
  }
  // In the handshake the code is that of the certificate check (`CERT_HAS_EXPIRED`, …); a server
  // that wants a client certificate says so only after it.
  if (phase === 'tls' || /^(ERR_SSL_|ERR_TLS_|EPROTO$)/.test(code)) return tlsFailure(error)
  return { reason: 'internal', message: error.message }
}
