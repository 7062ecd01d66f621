import { expect, test } from 'vitest'
import { branchOf, branchSchema, defaultFirst } from './branch.ts'
import { read } from './fields.ts'
import { projectOf, projectSchema } from './project.ts'
import { aRepository } from './rows.contract.ts'
import { issueListSchema, issuesOf, mergeRequestOf, pullSchema } from './work.ts'

type Fields = Readonly<Record<string, unknown>>

const project = (fields: Fields = {}) =>
  projectOf(read(projectSchema, aRepository(fields), 'the repository'))

test('a repository, in our words', () => {
  expect(project()).toEqual({
    externalId: '1',
    name: 'shop',
    fullName: 'octo/shop',
    description: 'What we sell',
    visibility: 'internal',
    avatarUrl: 'https://avatars.githubusercontent.com/u/1',
    defaultBranch: 'main',
    webUrl: 'https://github.com/octo/shop',
    lastActivityAt: Date.parse('2026-01-22T19:33:07Z'),
    archived: false,
  })
})

test.each([
  [true, 'private'],
  [false, 'public'],
  [null, null],
])('an old server says only whether it is private: %s is %s', (isPrivate, visibility) => {
  expect(project({ visibility: undefined, private: isPrivate }).visibility).toBe(visibility)
})

test('a repository without an owner, a description, a push is one', () => {
  const bare = project({ owner: null, description: null, pushed_at: null, default_branch: null })
  expect(bare).toMatchObject({ avatarUrl: null, description: null, lastActivityAt: null })
})

const pull = (fields: Fields = {}) =>
  mergeRequestOf(
    read(
      pullSchema,
      {
        number: 7,
        title: 'Sell more',
        user: { login: 'ann' },
        draft: true,
        head: { ref: 'more', label: 'octo:more', sha: 'abc', repo: { id: 1 } },
        base: { ref: 'main', label: 'octo:main', sha: 'def', repo: { id: 1 } },
        html_url: 'https://github.com/octo/shop/pull/7',
        created_at: '2026-01-22T19:33:07Z',
        updated_at: null,
        ...fields,
      },
      'the pull request',
    ),
  )

test('a pull request, in our words', () => {
  expect(pull()).toEqual({
    number: 7,
    title: 'Sell more',
    author: 'ann',
    sourceBranch: 'more',
    targetBranch: 'main',
    sha: 'abc',
    draft: true,
    webUrl: 'https://github.com/octo/shop/pull/7',
    createdAt: Date.parse('2026-01-22T19:33:07Z'),
    updatedAt: null,
  })
})

test('the branch of a fork is none of ours, even when the fork is gone', () => {
  const head = { ref: 'main', label: 'eve:main', sha: 'abc' }
  expect(pull({ head: { ...head, repo: { id: 2 } } }).sourceBranch).toBe('eve:main')
  expect(pull({ head: { ...head, repo: null } }).sourceBranch).toBe('eve:main')
})

test('issues are without pull requests, which GitHub lists among them', () => {
  const issue = { title: 'Broken', user: null, html_url: 'https://github.com/octo/shop/issues/1' }
  const list = [
    { ...issue, number: 1, labels: [{ name: 'bug' }, 'old', null, { name: null }] },
    { ...issue, number: 2, pull_request: { url: 'https://api.github.com/x' } },
    { ...issue, number: 3, labels: null, pull_request: null },
  ]
  const found = issuesOf(read(issueListSchema, list, 'the issues'))
  expect(found.map(({ number, labels }) => [number, labels])).toEqual([
    [1, ['bug', 'old']],
    [3, []],
  ])
})

const home = { defaultBranch: 'main', page: 'https://git.example.com/octo/shop' }
const branch = (fields: Fields) => branchOf(read(branchSchema, fields, 'the branch'), home)

test('a branch has its commit, and the page that GitHub says', () => {
  const signer = { name: 'Ann', date: '2026-01-22T19:33:07Z' }
  const commit = { message: 'Fix it\n\nMore', author: signer, committer: signer }
  expect(
    branch({
      name: 'main',
      commit: { sha: 'abc', author: null, commit },
      _links: { html: 'https://elsewhere.example/octo/shop/tree/main' },
    }),
  ).toEqual({
    name: 'main',
    sha: 'abc',
    author: 'Ann',
    message: 'Fix it',
    committedAt: Date.parse('2026-01-22T19:33:07Z'),
    isDefault: true,
    webUrl: 'https://elsewhere.example/octo/shop/tree/main',
  })
})

test('a branch of a list has less, and a page at its own server', () => {
  expect(branch({ name: 'feature/x', commit: { sha: 'abc' } })).toMatchObject({
    isDefault: false,
    committedAt: null,
    webUrl: 'https://git.example.com/octo/shop/tree/feature/x',
  })
})

test('the default branch is the first one', () => {
  const all = ['a', 'main', 'z'].map((name) => branch({ name, commit: null }))
  expect(defaultFirst(all).map(({ name }) => name)).toEqual(['main', 'a', 'z'])
})
