import { describe, expect, test } from 'vitest'
import type { SessionId, UserId } from '../../kernel/index.ts'
import { virtualEpoch } from '../../kernel/virtual-time.contract.ts'
import { refusalFrom } from '../../kernel/world.contract.ts'
import { session, storeThat, userOf, virtual } from './literals.contract.ts'
import { createSessions } from './sessions.ts'

const own = 5 as UserId
const by = { user: userOf('viewer'), requestId: 'r1' }
const deed = { at: virtualEpoch, actor: 'ann@example.com', requestId: 'r1' }

function bench() {
  const told: unknown[][] = []
  const store = storeThat({
    async listSessions(...args) {
      told.push(['listSessions', ...args])
      return [session()]
    },
    async endSessionOf(userId, id, done) {
      told.push(['endSessionOf', userId, id, done])
      return userId === own && id === 11
    },
    async endSessionsOf(...args) {
      told.push(['endSessionsOf', ...args])
      return 3
    },
  })
  return { told, sessions: createSessions({ store, clock: virtual().clock }) }
}

describe('the sessions of an account', () => {
  test('are those that live now, and of very many the newest', async () => {
    const { told, sessions } = bench()
    expect(await sessions.list(own)).toEqual([session()])
    expect(told).toEqual([['listSessions', own, virtualEpoch, 200]])
  })

  test('end one by one, and one of somebody else is not there', async () => {
    const { told, sessions } = bench()
    await sessions.end(own, 11 as SessionId, by)
    expect(told).toEqual([['endSessionOf', own, 11, deed]])
    expect(await refusalFrom(sessions.end(own, 12 as SessionId, by))).toMatchObject({
      code: 'not_found',
    })
    expect(await refusalFrom(sessions.end(6 as UserId, 11 as SessionId, by))).toMatchObject({
      code: 'not_found',
    })
  })

  test('end all but the one that asks; a token keeps none', async () => {
    const { told, sessions } = bench()
    expect(await sessions.endOthers(own, by)).toBe(3)
    await sessions.endOthers(own, { ...by, user: userOf('viewer', { sessionId: null }) })
    expect(told).toEqual([
      ['endSessionsOf', own, 11, deed],
      ['endSessionsOf', own, null, deed],
    ])
  })

  test('of nobody are counted without asking', async () => {
    expect(await bench().sessions.counts([])).toEqual(new Map())
  })
})
