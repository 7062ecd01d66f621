import { createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { isSealed, secretMask } from '../../../kernel/index.ts'

/** What this side shows in a TLS handshake, in PEM. */
export type Identity = { readonly cert: string; readonly key: string }

const block = /-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]+)-----END \1-----/g

/** PEM as OpenSSL reads it (RFC 7468): a field of one line has no line breaks left. */
export const pemOf = (text: string): string =>
  [...text.matchAll(block)]
    .map(([, label, body = '']) => {
      const lines = body.replace(/\s+/g, '').replace(/.{1,64}/g, '$&\n')
      return `-----BEGIN ${label}-----\n${lines}-----END ${label}-----\n`
    })
    .join('')

function parses(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch {
    return false
  }
}

export const isCertificate = (text: string): boolean =>
  text !== '' && parses(() => new X509Certificate(pemOf(text)))

/** A key that is stored cannot be looked at here. */
const isStored = (text: string): boolean => text === secretMask || isSealed(text)

/** One without a passphrase: nobody is there to type it. */
export const isPrivateKey = (text: string): boolean =>
  isStored(text) || parses(() => createPrivateKey(pemOf(text)))

/** Why the key does not go with the certificate; `null` where it does, or there is no certificate. */
export function keyProblem({ cert, key }: Identity): string | null {
  if (!isCertificate(cert)) return null
  if (key === '') return 'must be there too'
  const fits =
    isStored(key) || parses(() => createSecureContext({ cert: pemOf(cert), key: pemOf(key) }))
  return fits ? null : 'must be that of the client certificate'
}
