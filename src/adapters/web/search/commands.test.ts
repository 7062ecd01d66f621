import { describe, expect, test } from 'vitest'
import type { Role, User, UserId } from '../../../kernel/index.ts'
import { findCommands, findPages } from './commands.ts'

const user = (role: Role): User => ({
  kind: 'user',
  userId: 1 as UserId,
  email: 'ana@example.com',
  role,
  via: 'cookie',
  sessionId: null,
  tokenId: null,
})

const commands = (role: Role, query: string) =>
  findCommands(user(role), query).map(({ word }) => word)
const pages = (role: Role, query: string) => findPages(user(role), query).map(({ word }) => word)

describe('a command', () => {
  test('is found by the starts of its words, in any order', () =>
    expect(commands('viewer', 'dark the')).toEqual(['Theme: dark']))

  test('is found by other words for the same thing', () =>
    expect(commands('editor', 'new mon')).toEqual(['Add service']))

  test('is not found by the middle of a word', () => expect(commands('editor', 'heme')).toEqual([]))

  test('that changes services is offered to editors only', () => {
    expect(commands('viewer', '')).not.toContain('Add service')
    expect(commands('editor', '')[0]).toBe('Add service')
  })
})

describe('a page', () => {
  test('is found by the start of its name', () =>
    expect(pages('viewer', 'ov')).toEqual(['Overview']))

  test('for admins is offered to nobody else', () => {
    expect(pages('editor', '')).not.toContain('Users')
    expect(pages('admin', '')).toContain('Users')
  })
})
