import { describe, expect, test } from 'vitest'
import { Secret, type Seq } from '../../kernel/index.ts'
import { virtualEpoch } from '../../kernel/virtual-time.contract.ts'
import { refusalFrom } from '../../kernel/world.contract.ts'
import {
  account,
  caller,
  invitation,
  readableCrypto,
  storeThat,
  virtual,
} from './literals.contract.ts'
import type { Admission, Registered } from './ports.ts'
import { createRegistration, type RegistrationPolicy } from './registration.ts'
import { createThrottle } from './throttle.ts'

const day = 86_400_000
const input = { email: 'Ann@Example.com ', password: 'correct horse' }
const done: Registered = { kind: 'registered', account: account(), seq: 1 as Seq }

type World = {
  invited?: boolean
  readonly hasOwner?: boolean
  readonly policy?: Partial<RegistrationPolicy>
  /** What the store says to each attempt, in turn. */
  readonly answers?: readonly Registered[]
}

function bench({ hasOwner = true, invited = true, policy = {}, answers = [done] }: World = {}) {
  const asked: unknown[] = []
  const admissions: Admission[] = []
  const invitations: unknown[] = []
  const store = storeThat({
    hasOwner: async () => hasOwner,
    invitationByHash: async () => (invited ? invitation() : null),
    async register(candidate, deed) {
      asked.push([candidate, deed])
      admissions.push(candidate.admission)
      const answer = answers[admissions.length - 1]
      if (answer === undefined) throw new Error('that was one attempt too many')
      return answer
    },
    async invite(...args) {
      invitations.push(args)
    },
  })
  const { clock } = virtual()
  const limit = { burst: 10, forgetMs: 6_000 }
  const registration = createRegistration({
    store,
    crypto: readableCrypto(),
    clock,
    throttle: createThrottle({ clock, perAddress: limit, perAccount: limit, capacity: 100 }),
    policy: {
      registration: 'invite',
      defaultRole: 'editor',
      development: false,
      setupToken: new Secret('set-up'),
      ...policy,
    },
  })
  return { registration, asked, admissions, invitations }
}

describe('the first account', () => {
  const first = { hasOwner: false }

  test('needs the set-up token', async () => {
    const { registration, asked } = bench(first)
    for (const setup_token of [undefined, '', 'wrong', 'set-up ']) {
      const attempt = registration.register({ ...input, setup_token }, caller())
      expect(await refusalFrom(attempt)).toMatchObject({ code: 'forbidden' })
    }
    expect(asked).toEqual([])
    await registration.register({ ...input, setup_token: 'set-up' }, caller())
    expect(asked).toEqual([
      [
        {
          email: 'ann@example.com',
          passwordHash: 'hash of correct horse',
          admission: { kind: 'first' },
        },
        { at: virtualEpoch, actor: 'ann@example.com', requestId: 'r1' },
      ],
    ])
  })

  test.each([
    ['on the machine itself', {}, { loopback: true }],
    ['in development', { development: true }, {}],
  ])('needs none %s', async (_where, policy, from) => {
    const { registration, admissions } = bench({ ...first, policy })
    await registration.register(input, caller(from))
    expect(admissions).toEqual([{ kind: 'first' }])
  })

  test('that somebody else was quicker with is admitted as a later one, or not at all', async () => {
    const lost = { ...first, answers: [{ kind: 'not_first' } as const, done] }
    const open = bench({ ...lost, policy: { registration: 'open', defaultRole: 'viewer' } })
    await open.registration.register({ ...input, setup_token: 'set-up' }, caller())
    expect(open.admissions).toEqual([{ kind: 'first' }, { kind: 'open', role: 'viewer' }])

    const closed = bench(lost)
    const attempt = closed.registration.register({ ...input, setup_token: 'set-up' }, caller())
    expect(await refusalFrom(attempt)).toMatchObject({ code: 'forbidden' })
  })
})

describe('a later account', () => {
  test.each([
    ['open', undefined, { kind: 'open', role: 'editor' }],
    ['open', 'inv', { kind: 'invited', invitationHash: 'digest of inv' }],
    ['invite', 'inv', { kind: 'invited', invitationHash: 'digest of inv' }],
    ['closed', 'inv', { kind: 'invited', invitationHash: 'digest of inv' }],
  ] as const)(
    'when registration is %s, with the invitation %s',
    async (policy, invitation, admission) => {
      const { registration, admissions } = bench({ policy: { registration: policy } })
      await registration.register({ ...input, invitation }, caller())
      expect(admissions).toEqual([admission])
    },
  )

  test.each(['invite', 'closed'] as const)(
    'is refused without an invitation when registration is %s, even on the machine itself',
    async (policy) => {
      const { registration, asked } = bench({ policy: { registration: policy } })
      const attempt = registration.register(
        { ...input, setup_token: 'set-up' },
        caller({ loopback: true }),
      )
      expect(await refusalFrom(attempt)).toMatchObject({ code: 'forbidden' })
      expect(asked).toEqual([])
    },
  )

  test('is refused when its address is taken, at that field', async () => {
    const { registration } = bench({
      policy: { registration: 'open' },
      answers: [{ kind: 'email_taken' }],
    })
    expect(await refusalFrom(registration.register(input, caller()))).toMatchObject({
      code: 'conflict',
      fields: [{ path: 'email', message: 'is taken' }],
    })
  })

  test('is refused when its invitation is none', async () => {
    const { registration } = bench({ answers: [{ kind: 'no_such_invitation' }] })
    const attempt = registration.register({ ...input, invitation: 'old' }, caller())
    expect(await refusalFrom(attempt)).toMatchObject({ code: 'forbidden' })
  })
})

describe('what is sent', () => {
  test.each([
    ['an address without a domain', 'email', 'ann'],
    ['an address with a space', 'email', 'ann@exa mple.com'],
    ['an address with a quote', 'email', 'a"b@example.com'],
    ['an address with a tag', 'email', '<b>@example.com'],
    ['an address that is too long', 'email', `${'a'.repeat(250)}@b.co`],
    ['an address that is a number', 'email', 5],
    ['a password of 7 characters', 'password', 'short77'],
    ['a password of 513 characters', 'password', 'x'.repeat(513)],
    ['no password', 'password', null],
    ['a role', 'role', 'admin'],
    ['a set-up token that is too long', 'setup_token', 'x'.repeat(513)],
  ])('is refused before anything is hashed or stored: %s', async (_what, field, value) => {
    const { registration, asked } = bench({ policy: { registration: 'open' } })
    const attempt = registration.register({ ...input, [field]: value }, caller())
    const refusal = await refusalFrom(attempt)
    expect(refusal).toMatchObject({ code: 'invalid', fields: [{ path: field }] })
    expect(refusal.message).not.toContain('correct horse')
    expect(asked).toEqual([])
  })
})

describe('an invitation', () => {
  const deed = { actor: 'boss@example.com', requestId: 'r2' }

  test('is a secret shown once and stored hashed, good for a week', async () => {
    const { registration, invitations } = bench()
    const { invitation, expiresAt } = await registration.invite({ role: 'viewer' }, deed)
    expect(expiresAt).toBe(virtualEpoch + 7 * day)
    expect(invitations).toEqual([
      [
        { hash: `digest of ${invitation}`, role: 'viewer', expiresAt },
        { ...deed, at: virtualEpoch },
      ],
    ])
  })

  test('is for the default role where none is named, and for no role that there is not', async () => {
    const { registration, invitations } = bench({ policy: { defaultRole: 'viewer' } })
    await registration.invite({}, deed)
    expect(invitations).toMatchObject([[{ role: 'viewer' }, {}]])
    expect(await refusalFrom(registration.invite({ role: 'root' }, deed))).toMatchObject({
      fields: [{ path: 'role' }],
    })
  })
})

describe('strangers who register', () => {
  const input = { email: 'ann@example.com', password: 'correct horse', invitation: 'guessed' }

  test('with an invitation that is none are refused before the slow hash', async () => {
    const { registration, asked } = bench({ invited: false })
    await expect(registration.register(input, caller())).rejects.toMatchObject({
      code: 'forbidden',
    })
    expect(asked).toEqual([])
  })

  test('again and again from one address are made to wait', async () => {
    const taken = Array(20).fill({ kind: 'email_taken' })
    const { registration } = bench({ policy: { registration: 'open' }, answers: taken })
    const codes: string[] = []
    for (let i = 0; i < 12; i++) {
      const { email, password } = input
      const refusal = await registration.register({ email, password }, caller()).catch((r) => r)
      codes.push(refusal.code)
    }
    expect(codes).toEqual([...Array(10).fill('conflict'), ...Array(2).fill('too_many_requests')])
  })
})
