import { createSecretKey } from 'node:crypto'
import { parseId, Secret, type SessionId, type UserId } from '../../kernel/index.ts'
import type { TokenSigner } from '../../modules/identity/index.ts'

const issuer = 'pharos'
const audience = 'pharos-api'
/** How far the clocks of two machines may be apart. */
const toleranceS = 60
/** No token of ours lives longer, whatever it says of itself. */
const longestLifeS = 31 * 86_400
/** As long as a header may be that carries it. */
const longestToken = 4_096

/**
 * The header of every token we sign. Nothing in a token chooses its algorithm, its key or where to
 * fetch one (`alg`, `kid`, `jku`, `jwk`, `x5u`): a token with another header is not ours.
 */
const header = { alg: 'HS256', typ: 'JWT' } as const
const headerSegment = Buffer.from(JSON.stringify(header)).toString('base64url')

/** jose reads padded and spaced base64url too; we write neither. */
const wellFormed = new RegExp(`^${headerSegment}(?:\\.[A-Za-z0-9_-]+){2}$`)

/** What we sign, in this order. `sub` is the user's id, `sid` the session's; times are in seconds. */
type Claims = {
  readonly iss: string
  readonly aud: string
  readonly sub: string
  readonly sid: string
  readonly iat: number
  readonly exp: number
}

/** JWTs signed with HMAC-SHA-256 (RFC 7519, with the advice of RFC 8725). */
export function createTokens(jwtSecret: Secret | Uint8Array): TokenSigner {
  const bytes = jwtSecret instanceof Secret ? Buffer.from(jwtSecret.reveal(), 'utf8') : jwtSecret
  if (bytes.length === 0) throw new RangeError('the JWT secret is empty')
  const key = createSecretKey(bytes)

  return {
    async sign({ userId, sessionId, issuedAt, expiresAt }) {
      const { SignJWT } = await import('jose/jwt/sign')
      const claims: Claims = {
        iss: issuer,
        aud: audience,
        sub: String(userId),
        sid: String(sessionId),
        iat: Math.floor(issuedAt / 1_000),
        exp: Math.floor(expiresAt / 1_000),
      }
      return new SignJWT(claims).setProtectedHeader(header).sign(key)
    },

    async read(token, now) {
      if (token.length > longestToken || !wellFormed.test(token)) return null
      const [{ jwtVerify }, { JOSEError }] = await Promise.all([
        import('jose/jwt/verify'),
        import('jose/errors'),
      ])
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: [header.alg],
          issuer,
          audience,
          requiredClaims: ['sub', 'sid', 'iat', 'exp'],
          maxTokenAge: longestLifeS,
          clockTolerance: toleranceS,
          currentDate: new Date(now),
        })
        return readClaims(payload, token)
      } catch (error) {
        if (error instanceof JOSEError) return null
        throw error
      }
    },
  }
}

const isSeconds = (value: unknown): value is number => Number.isSafeInteger(value)

/** The ids in the claims, when they are exactly the claims that we write. */
function readClaims(
  payload: Readonly<Record<string, unknown>>,
  token: string,
): { userId: UserId; sessionId: SessionId } | null {
  const { sub, sid, iat, exp } = payload
  if (typeof sub !== 'string' || typeof sid !== 'string') return null
  if (!isSeconds(iat) || !isSeconds(exp) || exp - iat > longestLifeS) return null
  const claims: Claims = { iss: issuer, aud: audience, sub, sid, iat, exp }
  // Byte for byte: this is how a claim that stands twice, and one that is not ours, are seen.
  const written = Buffer.from(JSON.stringify(claims)).toString('base64url')
  if (token.split('.')[1] !== written) return null
  const [userId, sessionId] = [parseId<UserId>(sub), parseId<SessionId>(sid)]
  return userId === null || sessionId === null ? null : { userId, sessionId }
}
