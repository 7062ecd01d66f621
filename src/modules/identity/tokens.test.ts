import { describe, expect, test } from 'vitest'
import type { Seq, TokenId } from '../../kernel/index.ts'
import { virtualEpoch } from '../../kernel/virtual-time.contract.ts'
import { refusalFrom } from '../../kernel/world.contract.ts'
import { apiToken, readableCrypto, storeThat, userOf, virtual } from './literals.contract.ts'
import { createTokens } from './tokens.ts'

const day = 86_400_000

function bench(held = 0) {
  const told: unknown[][] = []
  const store = storeThat({
    async addToken({ hash, ...token }, deed) {
      told.push([hash, token, deed])
      return { token: apiToken(token), seq: 1 as Seq }
    },
    listTokens: async () => Array.from({ length: held }, () => apiToken()),
    revokeToken: async (userId, id) => (userId === 5 && id === 21 ? (1 as Seq) : null),
  })
  return { told, tokens: createTokens({ store, crypto: readableCrypto(), clock: virtual().clock }) }
}

const by = { user: userOf('editor'), requestId: 'r1' }

describe('a new token', () => {
  test('is shown once, stored hashed, and recognised by its first letters', async () => {
    const { told, tokens } = bench()
    const { secret, token } = await tokens.create({ name: ' ci ' }, by)
    expect(secret).toBe('phr_secret-1')
    expect(JSON.stringify(token)).not.toContain(secret)
    expect(told).toEqual([
      [
        'digest of phr_secret-1',
        {
          userId: 5,
          name: 'ci',
          prefix: 'phr_secret',
          role: 'editor',
          createdAt: virtualEpoch,
          expiresAt: null,
        },
        { at: virtualEpoch, actor: 'ann@example.com', requestId: 'r1' },
      ],
    ])
  })

  test.each([
    ['admin', 'editor', 'editor'],
    ['viewer', 'editor', 'viewer'],
    ['admin', 'admin', 'admin'],
    [undefined, 'viewer', 'viewer'],
  ] as const)('for %s, made by %s, is for %s', async (role, maker, holds) => {
    const { tokens } = bench()
    const { token } = await tokens.create({ name: 'ci', role }, { ...by, user: userOf(maker) })
    expect(token.role).toBe(holds)
  })

  test('is refused to whoever has 200 already', async () => {
    await expect(bench(199).tokens.create({ name: 'ci' }, by)).resolves.toBeDefined()
    const refusal = await refusalFrom(bench(200).tokens.create({ name: 'ci' }, by))
    expect([refusal.code, refusal.fields[0]?.path]).toEqual(['invalid', 'name'])
  })

  test('expires after as many days as it was given', async () => {
    const { tokens } = bench()
    const { token } = await tokens.create({ name: 'ci', expires_in_days: 30 }, by)
    expect(token.expiresAt).toBe(virtualEpoch + 30 * day)
  })

  test.each([
    ['name', { name: '' }],
    ['name', { name: 'a name of more than a hundred characters '.repeat(3) }],
    ['role', { name: 'ci', role: 'root' }],
    ['expires_in_days', { name: 'ci', expires_in_days: 0 }],
    ['expires_in_days', { name: 'ci', expires_in_days: 3_651 }],
    ['expires_in_days', { name: 'ci', expires_in_days: true }],
    ['user_id', { name: 'ci', user_id: 1 }],
  ])('is refused at %s: %j', async (field, input) => {
    const { told, tokens } = bench()
    expect(await refusalFrom(tokens.create(input, by))).toMatchObject({
      code: 'invalid',
      fields: [{ path: field }],
    })
    expect(told).toEqual([])
  })
})

test('a token is revoked by its owner, and is not there for anybody else', async () => {
  const { tokens } = bench()
  await tokens.revoke(21 as TokenId, by)
  expect(await refusalFrom(tokens.revoke(22 as TokenId, by))).toMatchObject({ code: 'not_found' })
})
