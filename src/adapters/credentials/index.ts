/** Credentials: password hashes, JWTs, secrets and their digests. */
export type { CryptoOptions } from './crypto.ts'
export { createCrypto } from './crypto.ts'
export { createVault } from './vault.ts'
