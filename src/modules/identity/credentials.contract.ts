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
import type { AuditRequest, NewSession, NewToken } from './ports.ts'

const session = (userId: UserId, differs: Partial<NewSession> = {}): NewSession => ({
  userId,
  kind: 'cookie',
  createdAt: noon,
  expiresAt: noon + 1_000,
  address: '203.0.113.7',
  agent: 'Browser/1.0',
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
      const { secretHash: _, kind: __, ...credential } = session(ann.id)
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

    test('of an account are listed newest first while they live, with where they came from', async () => {
      const house = await (await fresh()).open()
      const ann = await join(house, 'ann@x', first)
      const bob = await join(house, 'bob@x', open('viewer'))
      const brief = session(ann.id, { secretHash: 'brief', expiresAt: noon + 1 })
      await house.identity.openSession(brief, deed('ann@x'))
      const one = await house.identity.openSession(session(ann.id), deed('ann@x'))
      const jwt = session(ann.id, { kind: 'jwt', secretHash: null, address: '', agent: '' })
      const two = await house.identity.openSession(jwt, deed('ann@x'))
      await house.identity.openSession(session(bob.id, { secretHash: 'b' }), deed('bob@x'))
      const shown = ({ secretHash: _, ...credential }: NewSession, id: SessionId) => ({
        ...credential,
        id,
      })
      const all = [shown(jwt, two), shown(session(ann.id), one)]
      expect(await house.identity.listSessions(ann.id, noon + 1, 10)).toEqual(all)
      expect(await house.identity.listSessions(ann.id, noon + 1, 1)).toEqual(all.slice(0, 1))
      const ids = [ann.id, bob.id, 99 as UserId]
      expect(await house.identity.countSessions(ids, noon + 1)).toEqual(
        new Map([
          [ann.id, 2],
          [bob.id, 1],
        ]),
      )
      expect(await house.identity.countSessions([], noon)).toEqual(new Map())
    })

    test('end for their own account only, and leave a row in the audit trail', async () => {
      const house = await (await fresh()).open()
      const ann = await join(house, 'ann@x', first)
      const bob = await join(house, 'bob@x', open('viewer'))
      const id = await house.identity.openSession(session(ann.id), deed('ann@x'))
      expect(await house.identity.endSessionOf(bob.id, id, deed('bob@x'))).toBe(false)
      expect(await house.identity.sessionById(id)).not.toBeNull()
      expect((await actions(house))[0]).toBe('login.succeeded')
      expect(await house.identity.endSessionOf(ann.id, id, deed('ann@x'))).toBe(true)
      expect(await house.identity.sessionById(id)).toBeNull()
      expect(await house.identity.endSessionOf(ann.id, id, deed('ann@x'))).toBe(false)
      expect((await house.identity.audit(firstPage)).items[0]).toMatchObject({
        action: 'session.ended',
        subject: `session ${id}`,
        detail: { user: ann.id },
      })
    })

    test('of an account end together but for one, and nobody else’s', async () => {
      const house = await (await fresh()).open()
      const ann = await join(house, 'ann@x', first)
      const bob = await join(house, 'bob@x', open('viewer'))
      const keep = await house.identity.openSession(session(ann.id), deed('ann@x'))
      await house.identity.openSession(session(ann.id, { secretHash: 's2' }), deed('ann@x'))
      await house.identity.openSession(session(ann.id, { secretHash: 's3' }), deed('ann@x'))
      await house.identity.openSession(session(bob.id, { secretHash: 'b' }), deed('bob@x'))
      expect(await house.identity.endSessionsOf(ann.id, keep, deed('ann@x'))).toBe(2)
      expect(await house.identity.endSessionsOf(ann.id, keep, deed('ann@x'))).toBe(0)
      expect(await house.identity.sessionById(keep)).not.toBeNull()
      expect(await house.identity.sessionBySecret('b')).not.toBeNull()
      expect((await house.identity.audit(firstPage)).items[0]).toMatchObject({
        action: 'session.ended',
        subject: `user ${ann.id}`,
        detail: { sessions: 2, kept: keep },
      })
      expect(await house.identity.endSessionsOf(ann.id, null, deed('ann@x'))).toBe(1)
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

    test('is searched by a part of the actor in any case, and by an action or its first word', async () => {
      const house = await (await fresh()).open()
      const ann = await join(house, 'ann@x', first)
      await join(house, 'a_b%@x', open('viewer'))
      await house.identity.openSession(session(ann.id), deed('ann@x'))
      await house.identity.refusedLogIn('ann@x', deed('203.0.113.7'))
      const found = async (filter: Partial<AuditRequest>) => {
        const page = await house.identity.audit({ ...firstPage, ...filter })
        expect(page.total).toBe(page.items.length)
        return page.items.map(({ actor, action }) => `${actor} ${action}`)
      }
      expect(await found({ actor: 'ANN' })).toEqual([
        'ann@x login.succeeded',
        'ann@x user.registered',
      ])
      expect(await found({ actor: '_' })).toEqual(['a_b%@x user.registered'])
      expect(await found({ actor: 'b%@' })).toEqual(['a_b%@x user.registered'])
      expect(await found({ actor: "' or '1'='1" })).toEqual([])
      expect(await found({ action: 'login' })).toEqual([
        '203.0.113.7 login.refused',
        'ann@x login.succeeded',
      ])
      expect(await found({ action: 'login.refused' })).toEqual(['203.0.113.7 login.refused'])
      expect(await found({ action: 'log' })).toEqual([])
      expect(await found({ actor: 'ann', action: 'user' })).toEqual(['ann@x user.registered'])
      expect(await found({ actor: null, action: '' })).toHaveLength(4)
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
