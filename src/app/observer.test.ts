import { expect, test } from 'vitest'
import { Refusal } from '../kernel/index.ts'
import { createLogger } from './logger.ts'
import { createObserver } from './observer.ts'

const quiet = createLogger({ level: 'error', format: 'json', write: () => {} })

function observed() {
  let now = 1_000
  const sleep = () => Promise.resolve()
  const clock = { now: () => now, monotonic: () => now, sleep }
  const { observer, checking } = createObserver(clock, quiet)
  const passes = (ms: number) => {
    now += ms
  }
  return { observer, checking, passes }
}

const fault = (message: string, code?: string): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code })

test.each([
  ['SQLite', fault('database or disk is full')],
  ['PostgreSQL', fault('could not extend file', '53100')],
  ['the kernel', fault('write failed', 'ENOSPC')],
])('that %s has no room is told apart from other troubles', (_who, cause) => {
  const { observer, checking } = observed()
  observer.storeAway(new Refusal('unavailable', 'Not now', { cause }))
  expect(checking.stale()).toEqual({ of: 'full', since: 1_000 })
})

test('a full disk is told even where another trouble came first, since when that came', () => {
  const { observer, checking, passes } = observed()
  observer.storeAway(fault('the connection broke'))
  expect(checking.stale()).toEqual({ of: 'writes', since: 1_000 })
  passes(500)
  observer.storeAway(fault('database or disk is full'))
  expect(checking.stale()).toEqual({ of: 'full', since: 1_000 })
  observer.storeAway(fault('the connection broke'))
  expect(checking.stale()?.of).toBe('full')
})

test('a round that goes through ends the trouble, and those who listen hear of each turn', () => {
  const { observer, checking } = observed()
  const heard: unknown[] = []
  checking.subscribe(() => heard.push(checking.stale()?.of ?? null))
  observer.storeAway(fault('ENOSPC: no space left'))
  observer.progressed(0)
  expect(heard).toEqual(['full', null])
})
