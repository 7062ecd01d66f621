import { argon2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Random } from '../../kernel/index.ts'
import type { PasswordHasher } from '../../modules/identity/index.ts'
import { type Argon2Hash, formatPhc, parsePhc } from './phc.ts'
import { createTurnstile } from './turnstile.ts'

/**
 * About 30 ms and 19 MiB a hash.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id
 */
const cost = { memoryKib: 19_456, passes: 2, parallelism: 1 }
const saltBytes = 16
const tagBytes = 32

/** Hashing runs on libuv's pool of four threads; two stay free for files and name look-ups. */
const atOnce = 2
/** The last in line waits for about a second. */
const inLine = 64

const derive = promisify(argon2)

/**
 * Passwords as argon2id in PHC format. The cost of a hash is read from the hash itself, so stored
 * ones stay good when the cost rises.
 */
export function createPasswords({ random }: { readonly random: Random }): PasswordHasher {
  const turn = createTurnstile({ width: atOnce, waiting: inLine })

  const tagOf = (password: string, by: Omit<Argon2Hash, 'tag'>, tagLength: number) =>
    turn(() =>
      derive('argon2id', {
        // NIST SP 800-63B-4 section 3.1.1.2: one password, however the keyboard composes its letters.
        message: Buffer.from(password.normalize('NFKC'), 'utf8'),
        nonce: by.salt,
        memory: by.memoryKib,
        passes: by.passes,
        parallelism: by.parallelism,
        tagLength,
      }),
    )

  return {
    async hash(password) {
      const by = { ...cost, salt: random.bytes(saltBytes) }
      return formatPhc({ ...by, tag: await tagOf(password, by, tagBytes) })
    },

    /** A stored hash that is no argon2id string is a fault: no password can be right or wrong then. */
    async verify(hash, password) {
      const stored = parsePhc(hash)
      if (stored === null) throw new Error('a stored password hash is not an argon2id string')
      return timingSafeEqual(await tagOf(password, stored, stored.tag.length), stored.tag)
    },
  }
}
