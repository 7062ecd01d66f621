import { isIP } from 'node:net'
import {
  connect,
  createSecureContext,
  DEFAULT_CIPHERS,
  type SecureContext,
  type TLSSocket,
} from 'node:tls'
import { bareHost } from '../connect.ts'
import { Down } from '../failure.ts'
import type { Scope } from '../scope.ts'
import type { Identity } from './identity.ts'

const day = 86_400_000

/**
 * X25519 first: one key share is sent, for the first curve, and making the larger post-quantum one
 * (the default of OpenSSL 3.5) costs a fifth of a whole check. The others serve older servers.
 */
const ecdhCurve = 'X25519:P-256:P-384:P-521'

/** What Node.js offers, AES-128 first: its SHA-256 key schedule is the cheaper one. */
const cheapest = 'TLS_AES_128_GCM_SHA256'
const ciphers = [cheapest, ...DEFAULT_CIPHERS.split(':').filter((name) => name !== cheapest)]

export type Contexts = {
  /** With an identity it is made anew: what a check shows of itself is its own. */
  contextFor(verify: boolean, identity?: Identity | null): SecureContext
}

const contextOf = (verify: boolean, identity: Identity | null): SecureContext =>
  createSecureContext({
    ecdhCurve,
    ciphers: ciphers.join(':'),
    ...(verify ? {} : { ca: [] }),
    ...identity,
  })

/**
 * The two contexts that all checks share. A context of its own would cost each check a fifth of
 * its time, and the one that verifies nothing need not carry the root certificates.
 */
export function createContexts(): Contexts {
  const made = new Map<boolean, SecureContext>()
  return {
    contextFor(verify, identity = null) {
      if (identity !== null) return contextOf(verify, identity)
      const context = made.get(verify) ?? contextOf(verify, null)
      made.set(verify, context)
      return context
    },
  }
}

type Peer = {
  readonly hostname: string
  readonly port: number
  /** What is offered by ALPN (RFC 7301). */
  readonly protocol: 'http/1.1' | 'h2'
}

/**
 * Opens TLS connections. Node.js is told to accept any certificate, because it would destroy the
 * socket and with it the evidence; `handshake` acts upon the verdict before a byte is sent.
 */
export const openTls =
  ({ hostname, port, protocol }: Peer, secureContext: SecureContext) =>
  (address: string): TLSSocket => {
    // SNI has neither IP addresses nor the dot of a fully qualified name (RFC 6066 section 3).
    const host = bareHost(hostname).replace(/\.$/, '')
    const tls = connect({
      host: address,
      port,
      servername: isIP(host) === 0 ? host : '',
      secureContext,
      rejectUnauthorized: false,
      ALPNProtocols: [protocol],
    })
    return tls.once('connect', () => tls.setNoDelay())
  }

/** Notes the protocol, the cipher and the certificate for people who look for a cause. */
function noteTls(scope: Scope, tls: TLSSocket, now: number): void {
  const { evidence } = scope
  evidence.tls_protocol = tls.getProtocol() ?? 'unknown'
  evidence.tls_cipher = tls.getCipher().standardName
  const certificate = tls.getPeerX509Certificate()
  if (certificate === undefined) return
  evidence.cert_subject = certificate.subject ?? ''
  evidence.cert_issuer = certificate.issuer ?? ''
  evidence.cert_valid_to = certificate.validTo
  evidence.cert_days_left = Math.floor((Date.parse(certificate.validTo) - now) / day)
}

/** OpenSSL's verdicts as Node.js names them, in the words of an answer to "why?". */
const verdicts: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the chain ends at an unknown root certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate of an issuer is missing or unknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the chain is incomplete, or its issuer is unknown',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host',
}

function refuse(tls: TLSSocket): never {
  // Typed as an Error, but it is the code of one.
  const code = String(tls.authorizationError)
  throw new Down('tls_failure', verdicts[code] ?? `the certificate was not accepted: ${code}`)
}

type Handshake = {
  readonly tls: TLSSocket
  readonly verify: boolean
  readonly now: number
  /** Days that the certificate must last; 0 asks for none. */
  readonly minDays?: number
}

const longestChain = 5

/** Names and ends of a chain, for the page of an outage: the leaf first. */
function noteChain({ excerpts }: Scope, tls: TLSSocket): void {
  const lines: string[] = []
  let certificate = tls.getPeerX509Certificate()
  while (certificate !== undefined && lines.length < longestChain) {
    const { subject, issuer, validTo, issuerCertificate, fingerprint256 } = certificate
    lines.push(
      [subject, `issued by ${issuer}`, `until ${validTo}`]
        .map((part) => (part ?? '').replace(/\n/g, ', '))
        .join('; '),
    )
    // A root has issued itself.
    const isRoot = issuerCertificate?.fingerprint256 === fingerprint256
    certificate = isRoot ? undefined : issuerCertificate
  }
  excerpts.cert_chain = lines.join('\n')
}

/** Completes the handshake of a connection that `openTls` opened. Throws `Down`. */
export async function handshake(scope: Scope, shake: Handshake): Promise<void> {
  const { tls, verify, now, minDays = 0 } = shake
  scope.meter.enter('tls')
  await new Promise<void>((resolve, reject) => {
    tls.once('error', reject)
    tls.once('secureConnect', resolve)
  })
  noteTls(scope, tls, now)
  if (verify && !tls.authorized) {
    noteChain(scope, tls)
    refuse(tls)
  }
  const days = Number(scope.evidence.cert_days_left ?? 0)
  if (minDays > 0 && days < minDays) {
    noteChain(scope, tls)
    const message = `expected a certificate that lasts ${minDays} days, got ${days} days`
    throw new Down('assertion_failed', message)
  }
}
