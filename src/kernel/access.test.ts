import { expect, test } from 'vitest'
import { type Access, type AccessDecision, anonymous, decideAccess, type Role } from './access.ts'
import type { UserId } from './ids.ts'

const user = (role: Role) =>
  ({
    kind: 'user',
    userId: 1 as UserId,
    email: 'a@example.com',
    role,
    via: 'cookie',
    sessionId: null,
    tokenId: null,
  }) as const

const principals = {
  anonymous,
  viewer: user('viewer'),
  editor: user('editor'),
  admin: user('admin'),
}

test.each<[Access, keyof typeof principals, AccessDecision]>([
  ['public', 'anonymous', 'allowed'],
  ['public', 'viewer', 'allowed'],
  ['public', 'editor', 'allowed'],
  ['public', 'admin', 'allowed'],
  ['viewer', 'anonymous', 'unauthenticated'],
  ['viewer', 'viewer', 'allowed'],
  ['viewer', 'editor', 'allowed'],
  ['viewer', 'admin', 'allowed'],
  ['editor', 'anonymous', 'unauthenticated'],
  ['editor', 'viewer', 'forbidden'],
  ['editor', 'editor', 'allowed'],
  ['editor', 'admin', 'allowed'],
  ['admin', 'anonymous', 'unauthenticated'],
  ['admin', 'viewer', 'forbidden'],
  ['admin', 'editor', 'forbidden'],
  ['admin', 'admin', 'allowed'],
])('a route for %s asked by %s: %s', (access, name, decision) => {
  expect(decideAccess(access, principals[name])).toBe(decision)
})
