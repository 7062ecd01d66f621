import { expect, test } from 'vitest'
import { placeOf } from './ref.ts'

test.each([
  ['main', null, 'main', null],
  ['feature/a b', false, 'feature/a b', null],
  ['refs/heads/main', null, 'main', null],
  ['v1.0', true, null, 'v1.0'],
  ['refs/merge-requests/5/head', false, null, 'refs/merge-requests/5/head'],
  ['refs/merge-requests/5/merge', null, null, 'refs/merge-requests/5/merge'],
  ['refs/workloads/1a2b', null, null, 'refs/workloads/1a2b'],
  [null, null, null, null],
])('%s, tag %s, is of branch %s, ref %s', (text, tag, branch, ref) => {
  expect(placeOf(text, tag)).toEqual({ branch, ref })
})
