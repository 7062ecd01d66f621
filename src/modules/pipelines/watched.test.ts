import { expect, test } from 'vitest'
import { watchedOf } from './watched.ts'

const project = { externalId: '123', fullName: 'Owner/Repo', name: 'Repo' }

test.each([
  [[], true],
  [['123'], true],
  [['owner/repo'], true],
  [['REPO'], true],
  [['other', 'owner/repo'], true],
  [['owner'], false],
  [['12'], false],
])('with %j watched, a project is followed: %s', (names, followed) => {
  expect(watchedOf(names)(project)).toBe(followed)
})
