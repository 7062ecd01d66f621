import { describe, expect, test } from 'vitest'
import type { ChannelId, ProjectId, UserId } from '../../kernel/index.ts'
import { hearsOfRun, type Subscription, type TurnedRun } from './subscription.ts'

const shop = 1 as ProjectId
const subscription = (differs: Partial<Subscription> = {}): Subscription => ({
  userId: 1 as UserId,
  channelId: 1 as ChannelId,
  broken: true,
  fixed: true,
  mineOnly: false,
  names: ['ann', 'Ann@Example.com'],
  projects: 'all',
  watched: new Set(),
  hidden: new Set(),
  ...differs,
})
const run = (differs: Partial<TurnedRun> = {}): TurnedRun => ({
  turn: 'broken',
  projectId: shop,
  isDefaultBranch: true,
  author: 'bob',
  ...differs,
})

const only = new Set([shop])
const branch = { isDefaultBranch: false }

describe('somebody hears', () => {
  test.each<[string, Partial<Subscription>, Partial<TurnedRun>]>([
    ['of a default branch that breaks', {}, {}],
    ['of one that is fixed', { broken: false }, { turn: 'fixed' }],
    ['of their own run on another branch', {}, { ...branch, author: 'ann' }],
    ['of their own by their address, in any case', {}, { ...branch, author: ' ann@example.COM' }],
    ['of their own alone', { mineOnly: true }, { author: 'ANN' }],
    ['of what they watch', { projects: 'watched', watched: only }, {}],
    ['of what they watch, though it is hidden too', { watched: only, hidden: only }, {}],
  ])('%s', (_what, subscribed, of) => {
    expect(hearsOfRun(subscription(subscribed), run(of))).toBe(true)
  })
})

describe('somebody does not hear', () => {
  test.each<[string, Partial<Subscription>, Partial<TurnedRun>]>([
    ['of what breaks, where only repairs are asked for', { broken: false }, {}],
    ['of repairs, where only what breaks is asked for', { fixed: false }, { turn: 'fixed' }],
    ['of others on a branch that is not the default one', {}, branch],
    ['of nobody on such a branch', { names: [''] }, { ...branch, author: '' }],
    ['of nobody known on such a branch', {}, { ...branch, author: null }],
    ['of others, where only their own is asked for', { mineOnly: true }, {}],
    ['of what is hidden', { hidden: only }, {}],
    ['of what is not watched', { projects: 'watched' }, {}],
    ['of their own in what is not watched', { projects: 'watched' }, { author: 'ann' }],
  ])('%s', (_what, subscribed, of) => {
    expect(hearsOfRun(subscription(subscribed), run(of))).toBe(false)
  })
})
