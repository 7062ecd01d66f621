import { describe, expect, test } from 'vitest'
import type { Role, Seq, SessionId, TokenId, UserId } from '../../kernel/index.ts'
import type { JournalStore } from '../journal/index.ts'
import { rowsOf } from '../journal/rows.contract.ts'
import type { Account } from './account.ts'
import type { Admission, Deed, IdentityStore, NewSession, NewToken } from './ports.ts'

type House = { readonly identity: IdentityStore; readonly journal: JournalStore }

/** Makes an empty database; each `open` is a store on it that shares nothing else with the others. */
type Fresh = () => Promise<{ open(): Promise<House> }>

const noon = 1_800_014_400_000
const deed = (actor: string, at = noon): Deed => ({ at, actor, requestId: 'r' })
const start = 0 as Seq
const firstPage = { page: 1, limit: 100 }

const candidate = (email: string, admission: Admission) => ({
  email,
  passwordHash: `hash of ${email}`,
  admission,
})
const first: Admission = { kind: 'first' }
const open = (role: Role): Admission => ({ kind: 'open', role })
const invited: Admission = { kind: 'invited', invitationHash: 'i' }

async function join({ identity }: House, email: string, admission: Admission): Promise<Account> {
  const done = await identity.register(candidate(email, admission), deed(email))
  if (done.kind !== 'registered') throw new Error(`${email}: ${done.kind}`)
  return done.account
}

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

const actions = async ({ identity }: House) =>
  (await identity.audit(firstPage)).items.map(({ action }) => action)

/** What every `IdentityStore` must do. */
export function identityStoreContract(fresh: Fresh): void {
  describe('registering', () => {
    test('first makes an admin, and there is an owner from then on', async () => {
      const house = await (await fresh()).open()
      expect(await house.identity.hasOwner()).toBe(false)
      const account = await join(house, 'ann@x', first)
      expect(account).toEqual({
        id: 1,
        email: 'ann@x',
        role: 'admin',
        disabled: false,
        createdAt: noon,
        rev: 1,
      })
      expect(await house.identity.hasOwner()).toBe(true)
      const second = await house.identity.register(candidate('bob@x', first), deed('bob@x'))
      expect(second).toEqual({ kind: 'not_first' })
      expect(await house.identity.findByEmail('bob@x')).toBeNull()
    })

    test('first by many at once makes exactly one admin', async () => {
      const place = await fresh()
      const houses = [await place.open(), await place.open()]
      const done = await Promise.all(
        [...houses, ...houses, ...houses].map(({ identity }, i) =>
          identity.register(candidate(`${i}@x`, first), deed(`${i}@x`)),
        ),
      )
      expect(done.map(({ kind }) => kind).toSorted()).toEqual([
        ...Array(5).fill('not_first'),
        'registered',
      ])
      for (const house of houses) {
        expect((await house.identity.listAccounts(firstPage)).items).toMatchObject([
          { role: 'admin' },
        ])
      }
    })

    test('an e-mail address that is taken is refused, also by many at once', async () => {
      const place = await fresh()
      const houses = [await place.open(), await place.open()]
      const done = await Promise.all(
        [...houses, ...houses].map(({ identity }) =>
          identity.register(candidate('ann@x', open('viewer')), deed('ann@x')),
        ),
      )
      expect(done.map(({ kind }) => kind).toSorted()).toEqual([
        ...Array(3).fill('email_taken'),
        'registered',
      ])
    })

    test('as the first with an address that is taken leaves the owner’s place free', async () => {
      const house = await (await fresh()).open()
      await join(house, 'ann@x', open('viewer'))
      const done = await house.identity.register(candidate('ann@x', first), deed('ann@x'))
      expect(done).toEqual({ kind: 'email_taken' })
      expect(await house.identity.hasOwner()).toBe(false)
      expect((await join(house, 'bob@x', first)).role).toBe('admin')
    })

    test('leaves an entry, a change and an audit row; a refusal leaves none', async () => {
      const house = await (await fresh()).open()
      const { id } = await join(house, 'ann@x', first)
      await house.identity.register(candidate('ann@x', open('viewer')), deed('ann@x'))
      await house.identity.register(candidate('bob@x', invited), deed('bob@x'))
      const entries = rowsOf(await house.journal.tail(start, 10))
      expect(entries.map(({ event }) => event)).toEqual([{ type: 'user.registered', userId: id }])
      expect(rowsOf(await house.journal.changes(start, 10))).toMatchObject([{ kind: 'user', id }])
      expect((await house.identity.audit(firstPage)).items).toMatchObject([
        {
          action: 'user.registered',
          actor: 'ann@x',
          at: noon,
          subject: `user ${id}`,
          detail: { role: 'admin' },
        },
      ])
    })
  })

  describe('an invitation', () => {
    const invite = ({ identity }: House) =>
      identity.invite({ hash: 'i', role: 'editor', expiresAt: noon + 1 }, deed('ann@x'))

    test('lets one person in, with its role', async () => {
      const place = await fresh()
      const houses = [await place.open(), await place.open()]
      for (const house of houses.slice(1)) await invite(house)
      const done = await Promise.all(
        [...houses, ...houses].map(({ identity }, i) =>
          identity.register(candidate(`${i}@x`, invited), deed(`${i}@x`)),
        ),
      )
      expect(done.map(({ kind }) => kind).toSorted()).toEqual([
        ...Array(3).fill('no_such_invitation'),
        'registered',
      ])
      const role = done.flatMap((one) => (one.kind === 'registered' ? [one.account.role] : []))
      expect(role).toEqual(['editor'])
    })

    test('does not after it expired', async () => {
      const house = await (await fresh()).open()
      await invite(house)
      const late = await house.identity.register(candidate('b@x', invited), deed('b@x', noon + 1))
      expect(late).toEqual({ kind: 'no_such_invitation' })
    })

    test('is still good after somebody tried it with an address that is taken', async () => {
      const house = await (await fresh()).open()
      await join(house, 'ann@x', first)
      await invite(house)
      const taken = await house.identity.register(candidate('ann@x', invited), deed('ann@x'))
      expect(taken).toEqual({ kind: 'email_taken' })
      const done = await house.identity.register(candidate('bob@x', invited), deed('bob@x'))
      expect(done.kind).toBe('registered')
    })
  })

  describe('accounts', () => {
    test('are found by address and by id, with the hash of the password', async () => {
      const house = await (await fresh()).open()
      const account = await join(house, 'ann@x', first)
      const found = { account, passwordHash: 'hash of ann@x' }
      expect(await house.identity.findByEmail('ann@x')).toEqual(found)
      expect(await house.identity.findById(account.id)).toEqual(found)
      expect(await house.identity.findByEmail("nobody' or '1'='1")).toBeNull()
      expect(await house.identity.findById(99 as UserId)).toBeNull()
    })

    test('sought by an address that no database holds are not found, or that is refused', async () => {
      const house = await (await fresh()).open()
      const found = await house.identity.findByEmail('ann\u0000@x').catch((error) => error.code)
      expect([null, 'invalid']).toContain(found)
    })

    test('are listed by rising id, in pages', async () => {
      const house = await (await fresh()).open()
      for (const email of ['c@x', 'a@x', 'b@x']) await join(house, email, open('viewer'))
      const page = await house.identity.listAccounts({ page: 1, limit: 2 })
      expect(page.items.map(({ email }) => email)).toEqual(['c@x', 'a@x'])
      expect(page.total).toBe(3)
      const next = await house.identity.listAccounts({ page: 2, limit: 2 })
      expect(next.items.map(({ email }) => email)).toEqual(['b@x'])
    })

    test('change role over the version that was seen', async () => {
      const house = await (await fresh()).open()
      const ann = await join(house, 'ann@x', first)
      const bob = await join(house, 'bob@x', open('viewer'))
      const change = { role: 'editor', disabled: true, expectedRev: 1 } as const
      const saved = await house.identity.changeAccess(bob.id, change, deed('ann@x'))
      const account = { ...bob, role: 'editor', disabled: true, rev: 2 }
      expect(saved).toEqual({ kind: 'saved', account, seq: await house.journal.head() })
      expect(await house.identity.changeAccess(bob.id, change, deed('ann@x'))).toEqual({
        kind: 'stale',
      })
      expect(await house.identity.changeAccess(99 as UserId, change, deed('ann@x'))).toEqual({
        kind: 'absent',
      })
      expect((await house.identity.findById(bob.id))?.account).toEqual(account)
      expect((await house.identity.findById(ann.id))?.account).toEqual(ann)
      expect(await actions(house)).toEqual([
        'user.access_changed',
        'user.registered',
        'user.registered',
      ])
    })

    test.each([
      { role: 'viewer', disabled: false },
      { role: 'admin', disabled: true },
    ] as const)('keep their last admin: %o is not done', async (change) => {
      const house = await (await fresh()).open()
      const ann = await join(house, 'ann@x', first)
      const bob = await join(house, 'bob@x', open('admin'))
      const disable = { role: 'admin', disabled: true, expectedRev: 1 } as const
      await house.identity.changeAccess(bob.id, disable, deed('ann@x'))
      const head = await house.journal.head()
      expect(
        await house.identity.changeAccess(ann.id, { ...change, expectedRev: 1 }, deed('ann@x')),
      ).toEqual({ kind: 'last_admin' })
      expect((await house.identity.findById(ann.id))?.account).toEqual(ann)
      expect(await house.journal.head()).toBe(head)
    })

    test('keep one admin when two demote each other at once', async () => {
      const place = await fresh()
      const houses = [await place.open(), await place.open()]
      const admins: Account[] = []
      for (const house of houses) {
        admins.push(await join(house, `${admins.length}@x`, admins.length ? open('admin') : first))
      }
      const change = { role: 'viewer', disabled: false, expectedRev: 1 } as const
      const done = await Promise.all(
        houses.map(({ identity }, i) => {
          const { id } = admins[i] ?? { id: 0 as UserId }
          return identity.changeAccess(id, change, deed('x'))
        }),
      )
      expect(done.map(({ kind }) => kind).toSorted()).toEqual(['last_admin', 'saved'])
      for (const { identity } of houses) {
        const { items } = await identity.listAccounts(firstPage)
        expect(items.filter(({ role }) => role === 'admin')).toHaveLength(1)
      }
    })
  })

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
