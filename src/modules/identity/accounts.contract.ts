import { describe, expect, test } from 'vitest'
import type { Role, UserId } from '../../kernel/index.ts'
import { rowsOf } from '../journal/rows.contract.ts'
import {
  actions,
  candidate,
  deed,
  type Fresh,
  first,
  firstPage,
  type House,
  invited,
  join,
  noon,
  open,
  start,
} from './identity-house.contract.ts'

/** What every `IdentityStore` must do with accounts. */
export function accountsContract(fresh: Fresh): void {
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
      const [anywhere] = houses
      if (anywhere) await invite(anywhere)
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

    test('is shown while it is good, newest first, by a key that opens nothing', async () => {
      const house = await (await fresh()).open()
      const hash = 'a-hash-that-is-longer-than-its-key'
      const soon = { hash: 'soon', role: 'viewer', expiresAt: noon + 1 } as const
      await house.identity.invite(soon, deed('ann@x'))
      await house.identity.invite(
        { hash, role: 'editor', expiresAt: noon + 9 },
        deed('bob@x', noon + 1),
      )
      const kept = {
        key: 'a-hash-that-is-l',
        role: 'editor',
        createdAt: noon + 1,
        createdBy: 'bob@x',
        expiresAt: noon + 9,
      }
      const [newest, oldest] = await house.identity.listInvitations(noon, 10)
      expect(newest).toEqual(kept)
      expect(oldest).toMatchObject({ key: 'soon', createdBy: 'ann@x' })
      expect(await house.identity.listInvitations(noon, 1)).toEqual([kept])
      expect(await house.identity.listInvitations(noon + 1, 10)).toEqual([kept])
      expect(await house.identity.invitationByHash(hash, noon + 8)).toEqual(kept)
      expect(await house.identity.invitationByHash(hash, noon + 9)).toBeNull()
      expect(await house.identity.invitationByHash(kept.key, noon)).toBeNull()
    })

    test('is revoked by its key, and lets nobody in from then on', async () => {
      const house = await (await fresh()).open()
      await invite(house)
      expect(await house.identity.revokeInvitation('other', deed('ann@x'))).toBe(false)
      expect(await house.identity.revokeInvitation('i', deed('ann@x'))).toBe(true)
      expect(await house.identity.revokeInvitation('i', deed('ann@x'))).toBe(false)
      const done = await house.identity.register(candidate('b@x', invited), deed('b@x'))
      expect(done).toEqual({ kind: 'no_such_invitation' })
      expect(await actions(house)).toEqual(['user.invitation_revoked', 'user.invited'])
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

    test('keep one admin whenever two demote each other at once', async () => {
      const place = await fresh()
      const [one, two] = [await place.open(), await place.open()]
      const ann = await join(one, 'ann@x', first)
      const bob = await join(two, 'bob@x', open('admin'))
      for (let round = 0; round < 10; round++) {
        const done = [turnInto('viewer', one, ann.id), turnInto('viewer', two, bob.id)]
        expect((await Promise.all(done)).toSorted()).toEqual(['last_admin', 'saved'])
        expect(await adminsOf(one)).toHaveLength(1)
        for (const { id } of [ann, bob]) await turnInto('admin', one, id)
        expect(await adminsOf(two)).toHaveLength(2)
      }
    })
  })
}

async function turnInto(role: Role, { identity }: House, id: UserId): Promise<string> {
  const found = await identity.findById(id)
  const change = { role, disabled: false, expectedRev: found?.account.rev ?? 0 }
  return (await identity.changeAccess(id, change, deed('x'))).kind
}

const adminsOf = async ({ identity }: House) =>
  (await identity.listAccounts(firstPage)).items.filter(({ role }) => role === 'admin')
