import { randomBytes } from 'node:crypto'
import { openStore } from '../../e2e/support/seed.ts'
import { createCrypto } from '../../src/adapters/credentials/index.ts'
import { Secret } from '../../src/kernel/index.ts'
import { createIdentity } from '../../src/modules/identity/index.ts'

const random = { bytes: (length: number) => randomBytes(length), float: () => Math.random() }

export const admin = { email: 'admin@example.com', password: 'correct horse' }

/**
 * Accounts straight through the store, before any process runs on it: the first an admin, the others
 * viewers. @returns a `Cookie` header of each viewer.
 */
export async function seedPeople(databaseUrl: string, viewers: number): Promise<string[]> {
  const store = await openStore(databaseUrl)
  try {
    const { accounts, logIn } = createIdentity({
      store: store.identity,
      crypto: createCrypto({ jwtSecret: new Secret('x'.repeat(32)), random }),
      clock: { now: () => Date.now(), monotonic: () => performance.now(), sleep: async () => {} },
      policy: {
        registration: 'invite',
        defaultRole: 'viewer',
        development: false,
        setupToken: new Secret('unused'),
      },
    })
    const deed = { at: Date.now(), actor: 'bench', requestId: null }
    await accounts.add({ ...admin, role: 'admin' }, deed)
    const cookies: string[] = []
    for (let person = 0; person < viewers; person++) {
      const input = { email: `viewer-${person}@example.com`, password: admin.password }
      await accounts.add({ ...input, role: 'viewer' }, deed)
      // One address each: many log-ins from one are held back.
      const caller = { address: `192.0.2.${person}`, loopback: false, requestId: null }
      const { credential } = await logIn.withCookie(input, caller)
      cookies.push(`pharos_session=${credential}`)
    }
    return cookies
  } finally {
    await store.close()
  }
}
