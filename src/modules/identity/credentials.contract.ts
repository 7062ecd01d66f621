import { describe, expect, test } from 'vitest'
import type { SessionId, TokenId, UserId } from '../../kernel/index.ts'
import {
  actions,
  deed,
  type Fresh,
  first,
  firstPage,
  invited,
  join,
  noon,
  open,
} from './identity-house.contract.ts'
import type { NewSession, NewToken } from './ports.ts'

const session = (userId: UserId, differs: Partial<NewSession> = {}): NewSession => ({
  userId,
  kind: 'cookie',
  createdAt: noon,
  expiresAt: noon + 1_000,
  secretHash: 's',
  ...differs,
})

const token = (userId: UserId, differs: Partial<NewToken> = {}): NewToken => ({
  userId,
  name: 'deploy',
  prefix: 'phr_ab',
  role: 'editor',
  createdAt: noon,
  expiresAt: null,
  hash: 't',
  ...differs,
})

/** What every `IdentityStore` must do with sessions, tokens and the audit trail. */
export function credentialsContract(fresh: Fresh): void {
  describe('sessions', () => {
    test('are found by the hash of their secret, or by id, with the account as it stands', async () => {
      const house = await (await fresh()).open()
      const ann = await join(house, 'ann@x', first)
      const cookie = await house.identity.openSession(session(ann.id), deed('ann@x'))
      const jwt = await house.identity.openSession(
        session(ann.id, { kind: 'jwt', secretHash: null }),
        deed('ann@x'),
      )
      const credential = { userId: ann.id, createdAt: noon, expiresAt: noon + 1_000 }
      const found = await house.identity.sessionBySecret('s')
      expect(found).toEqual({
        credential: { ...credential, id: cookie, kind: 'cookie' },
        account: ann,
      })
      expect(await house.identity.sessionById(cookie)).toEqual(found)
      expect(await house.identity.sessionById(jwt)).toEqual({
        credential: { ...credential, id: jwt, kind: 'jwt' },
        account: ann,
      })
      expect(await house.identity.sessionBySecret('S')).toBeNull()
      expect(await house.identity.sessionById(99 as SessionId)).toBeNull()
    })

    test('end one by one', async () => {
      const house = await (await fresh()).open()
      const ann = await join(house, 'ann@x', first)
      const one = await house.identity.openSession(session(ann.id), deed('ann@x'))
      await house.identity.openSession(session(ann.id, { secretHash: 's2' }), deed('ann@x'))
      await house.identity.endSession(one, deed('ann@x'))
      expect(await house.identity.sessionById(one)).toBeNull()
      expect(await house.identity.sessionBySecret('s')).toBeNull()
      expect(await house.identity.sessionBySecret('s2')).not.toBeNull()
    })

    test('of an account all end when its password changes, and nobody else’s', async () => {
      const house = await (await fresh()).open()
      const ann = await join(house, 'ann@x', first)
      const bob = await join(house, 'bob@x', open('viewer'))
      await house.identity.openSession(session(ann.id), deed('ann@x'))
      const jwt = { kind: 'jwt', secretHash: null } as const
      const id = await house.identity.openSession(session(ann.id, jwt), deed('ann@x'))
      await house.identity.openSession(session(bob.id, { secretHash: 'b' }), deed('bob@x'))
      const seq = await house.identity.changePassword(ann.id, 'new hash', deed('ann@x'))
      expect(seq).toBe(await house.journal.head())
      expect(await house.identity.sessionBySecret('s')).toBeNull()
      expect(await house.identity.sessionById(id)).toBeNull()
      expect(await house.identity.sessionBySecret('b')).not.toBeNull()
      expect(await house.identity.findById(ann.id)).toMatchObject({ passwordHash: 'new hash' })
      expect((await actions(house))[0]).toBe('user.password_changed')
    })

    test('and invitations that expired are swept, living ones stay', async () => {
      const house = await (await fresh()).open()
      const ann = await join(house, 'ann@x', first)
      const brief = session(ann.id, { secretHash: 'brief', expiresAt: noon + 1 })
      await house.identity.openSession(brief, deed('ann@x'))
      await house.identity.openSession(session(ann.id), deed('ann@x'))
      const invitation = { hash: 'i', role: 'editor', expiresAt: noon + 2 } as const
      await house.identity.invite(invitation, deed('ann@x'))
      await house.identity.sweep(noon + 1)
      expect(await house.identity.sessionBySecret('brief')).toBeNull()
      expect(await house.identity.sessionBySecret('s')).not.toBeNull()
      expect((await join(house, 'bob@x', invited)).role).toBe('editor')
    })
  })

  describe('tokens', () => {
    test('are found by their hash, and listed for their user, without it', async () => {
      const house = await (await fresh()).open()
      const ann = await join(house, 'ann@x', first)
      const bob = await join(house, 'bob@x', open('viewer'))
      const added = await house.identity.addToken(token(ann.id), deed('ann@x'))
      const { hash: _, ...shown } = token(ann.id)
      expect(added).toEqual({ token: { ...shown, id: 1 }, seq: await house.journal.head() })
      expect(await house.identity.tokenByHash('t')).toEqual({
        credential: added.token,
        account: ann,
      })
      expect(await house.identity.tokenByHash('T')).toBeNull()
      expect(await house.identity.listTokens(ann.id)).toEqual([added.token])
      expect(await house.identity.listTokens(bob.id)).toEqual([])
    })

    test('show their account as it stands now', async () => {
      const house = await (await fresh()).open()
      const ann = await join(house, 'ann@x', first)
      const bob = await join(house, 'bob@x', open('editor'))
      await house.identity.addToken(token(bob.id), deed('bob@x'))
      const change = { role: 'viewer', disabled: true, expectedRev: 1 } as const
      await house.identity.changeAccess(bob.id, change, deed(ann.email))
      expect(await house.identity.tokenByHash('t')).toMatchObject({
        credential: { role: 'editor' },
        account: { role: 'viewer', disabled: true },
      })
    })

    test('are revoked by their user alone', async () => {
      const house = await (await fresh()).open()
      const ann = await join(house, 'ann@x', first)
      const bob = await join(house, 'bob@x', open('viewer'))
      const { id } = (await house.identity.addToken(token(ann.id), deed('ann@x'))).token
      expect(await house.identity.revokeToken(bob.id, id, deed('bob@x'))).toBeNull()
      expect(await house.identity.tokenByHash('t')).not.toBeNull()
      const seq = await house.identity.revokeToken(ann.id, id, deed('ann@x'))
      expect(seq).toBe(await house.journal.head())
      expect(await house.identity.tokenByHash('t')).toBeNull()
      expect(await house.identity.revokeToken(ann.id, 99 as TokenId, deed('ann@x'))).toBeNull()
      expect((await actions(house)).slice(0, 2)).toEqual(['token.revoked', 'token.created'])
    })
  })

  describe('the audit trail', () => {
    test('is newest first, in pages, and never longer than it may be', async () => {
      const house = await (await fresh()).open()
      const long = 'x'.repeat(5_000)
      await house.identity.refusedLogIn('ann@x', deed('203.0.113.7'))
      await house.identity.refusedLogIn(long, deed(long, noon + 1))
      const page = await house.identity.audit({ page: 1, limit: 1 })
      expect(page.total).toBe(2)
      expect(page.items[0]?.subject.length).toBe(254)
      expect(page.items[0]?.actor.length).toBeLessThanOrEqual(320)
      expect((await house.identity.audit({ page: 2, limit: 1 })).items).toMatchObject([
        { action: 'login.refused', subject: 'ann@x', actor: '203.0.113.7', requestId: 'r' },
      ])
    })

    test('holds no hash of a password, of a token, of a session or of an invitation', async () => {
      const house = await (await fresh()).open()
      const secret = 'canary-4711'
      const ann = await join(house, 'ann@x', first)
      await house.identity.changePassword(ann.id, secret, deed('ann@x'))
      await house.identity.openSession(session(ann.id, { secretHash: secret }), deed('ann@x'))
      await house.identity.addToken(token(ann.id, { hash: secret }), deed('ann@x'))
      const invitation = { hash: secret, role: 'viewer', expiresAt: noon + 1 } as const
      await house.identity.invite(invitation, deed('ann@x'))
      const { items, total } = await house.identity.audit(firstPage)
      expect(total).toBe(5)
      expect(JSON.stringify(items)).not.toContain(secret)
    })
  })
}
