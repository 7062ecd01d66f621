import { expect, test } from 'vitest'
import type { Clock, SessionId, User, UserId } from '../../../kernel/index.ts'
import { silent } from '../house.contract.ts'
import { createRechecks, type Standing } from './recheck.ts'

const userWith = (session: number, role: User['role'] = 'viewer'): User => ({
  kind: 'user',
  userId: 1 as UserId,
  email: 'user@example.com',
  role,
  via: 'cookie',
  sessionId: session as SessionId,
  tokenId: null,
})

function open() {
  let now = 0
  const clock: Clock = { now: () => now, monotonic: () => now, sleep: async () => {} }
  const shownOut: [string, Standing][] = []
  const asked: string[] = []
  const rechecks = createRechecks<string>({
    clock,
    log: silent,
    showOut: (member, standing) => shownOut.push([member, standing]),
  })
  return {
    rechecks,
    shownOut,
    asked,
    join(member: string, session: number, answer: () => Promise<Standing>): void {
      rechecks.join(member, userWith(session), () => {
        asked.push(member)
        return answer()
      })
    },
    async after(ms: number): Promise<void> {
      now += ms
      await rechecks.due()
    },
  }
}

test('tabs of one session are asked about once, and shown out together', async () => {
  const { join, asked, shownOut, after } = open()
  for (const tab of ['a', 'b', 'c']) join(tab, 1, async () => 'none')
  join('d', 2, async () => 'same')
  await after(4_999)
  expect(asked).toEqual([])
  await after(1)
  expect(asked).toEqual(['a', 'd'])
  expect(shownOut).toEqual(['a', 'b', 'c'].map((tab) => [tab, 'none']))
})

test('a tab that came after a change of the role is not taken for those that came before', async () => {
  const { rechecks, join, shownOut, after } = open()
  join('before', 1, async () => 'other')
  rechecks.join('since', userWith(1, 'editor'), async () => 'same')
  await after(5_000)
  expect(shownOut).toEqual([['before', 'other']])
})

test('the next tab of a session is asked about when the first has gone', async () => {
  const { rechecks, join, asked, after } = open()
  join('a', 1, async () => 'same')
  join('b', 1, async () => 'same')
  rechecks.leave('a', userWith(1))
  await after(5_000)
  rechecks.leave('b', userWith(1))
  await after(5_000)
  expect(asked).toEqual(['b'])
})

test('thousands of sessions take longer, so that the store has other work too', async () => {
  const { join, asked, after } = open()
  for (let session = 0; session < 5_000; session++) join(`${session}`, session, async () => 'same')
  for (let second = 0; second < 60; second++) await after(1_000)
  expect(asked.length).toBeGreaterThan(5_000)
  expect(asked.length).toBeLessThanOrEqual(60 * 200)
})

test('while the store is away everybody stays', async () => {
  const { join, shownOut, after } = open()
  join('a', 1, () => Promise.reject(new Error('away')))
  await after(5_000)
  await after(5_000)
  expect(shownOut).toEqual([])
})
