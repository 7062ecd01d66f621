import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import { type Secret, sealedPrefix, type Vault } from '../../kernel/index.ts'

/** NIST SP 800-38D. */
const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/**
 * Seals with keys drawn from `key` (RFC 5869); the context is authenticated, not stored. The nonce is
 * drawn from context and text (as in RFC 8452), so that the same secret in the same place looks the
 * same: a definition that did not change is seen not to have changed.
 */
export function createVault(key: Secret): Vault {
  const draw = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', key.reveal(), '', `pharos settings ${purpose}`, 32))
  const [drawn, nonces] = [draw('text'), draw('nonce')]
  const nonceOf = (text: string, context: string) =>
    createHmac('sha256', nonces)
      .update(JSON.stringify([context, text]))
      .digest()
      .subarray(0, nonceBytes)
  return {
    seal(text, context) {
      const nonce = nonceOf(text, context)
      const cipher = createCipheriv(algorithm, drawn, nonce).setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return sealedPrefix + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed.slice(sealedPrefix.length), 'base64url')
      const nonce = bytes.subarray(0, nonceBytes)
      const tag = bytes.subarray(nonceBytes, nonceBytes + tagBytes)
      const decipher = createDecipheriv(algorithm, drawn, nonce, { authTagLength: tagBytes })
      decipher.setAAD(Buffer.from(context)).setAuthTag(tag)
      const body = bytes.subarray(nonceBytes + tagBytes)
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
    },
  }
}
