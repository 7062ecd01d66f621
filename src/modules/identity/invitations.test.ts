import { expect, test } from 'vitest'
import { virtualEpoch } from '../../kernel/virtual-time.contract.ts'
import { refusalFrom } from '../../kernel/world.contract.ts'
import { createInvitations } from './invitations.ts'
import { invitation, readableCrypto, storeThat, virtual } from './literals.contract.ts'

const deed = { actor: 'boss@example.com', requestId: 'r1' }

function bench() {
  const told: unknown[][] = []
  const store = storeThat({
    invitationByHash: async (hash) => (hash === 'digest of come in' ? invitation() : null),
    async revokeInvitation(...args) {
      told.push(args)
      return args[0] === 'known'
    },
  })
  const { clock } = virtual()
  return { told, invitations: createInvitations({ store, crypto: readableCrypto(), clock }) }
}

test('an invitation is found by its secret alone, and nothing is asked for one that none can be', async () => {
  const { invitations } = bench()
  expect(await invitations.find('come in')).toEqual(invitation())
  expect(await invitations.find('go away')).toBeNull()
  expect(await invitations.find('')).toBeNull()
  expect(await invitations.find('x'.repeat(513))).toBeNull()
})

test('an invitation is revoked once', async () => {
  const { told, invitations } = bench()
  await invitations.revoke('known', deed)
  expect(told).toEqual([['known', { ...deed, at: virtualEpoch }]])
  expect(await refusalFrom(invitations.revoke('other', deed))).toMatchObject({ code: 'not_found' })
})
