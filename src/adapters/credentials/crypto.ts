import { createHash, timingSafeEqual } from 'node:crypto'
import type { Random, Secret } from '../../kernel/index.ts'
import type { Crypto } from '../../modules/identity/index.ts'
import { createPasswords } from './passwords.ts'
import { createTokens } from './tokens.ts'

export type CryptoOptions = {
  /** The key of HS256. How long it must be is the configuration's to say; empty is a fault. */
  readonly jwtSecret: Secret | Uint8Array
  readonly random: Random
}

const secretBytes = 32

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8')

/** The identity room's cryptography, by what Node.js has built in, and jose. */
export function createCrypto({ jwtSecret, random }: CryptoOptions): Crypto {
  return {
    passwords: createPasswords({ random }),
    tokens: createTokens(jwtSecret),
    secret: () => Buffer.from(random.bytes(secretBytes)).toString('base64url'),
    digest: (secret) => sha256(secret).digest('hex'),
    // Digests are of one length, so neither the length nor the first difference shows in the time.
    same: (a, b) => timingSafeEqual(sha256(a).digest(), sha256(b).digest()),
  }
}
