import { expect, test } from 'vitest'
import type { ProjectId, Seq } from '../../../kernel/index.ts'
import type { Change } from '../../../modules/journal/index.ts'
import { createMarks } from './marks.ts'

const [a, b, c] = [1 as ProjectId, 2 as ProjectId, 3 as ProjectId]
const change = (seq: number, id: number, kind: Change['kind'] = 'project'): Change => ({
  seq: seq as Seq,
  kind,
  id,
  deleted: false,
})

test('a mark stands at the latest change of its project, and that of all at the latest of any', () => {
  const marks = createMarks()
  marks.move([change(5, a), change(6, b)])
  marks.move([change(9, a)])
  expect([a, b, 'ci' as const].map(marks.of)).toEqual([9, 6, 9])
})

test('a connection moves the mark of all, whatever its id', () => {
  const marks = createMarks()
  marks.move([change(5, a), change(8, a, 'connection')])
  expect([a, 'ci' as const].map(marks.of)).toEqual([5, 8])
})

test('nothing is known one by one from before a full reading', () => {
  const marks = createMarks()
  marks.move([change(5, a)])
  marks.clear(40 as Seq)
  expect([a, b, 'ci' as const].map(marks.of)).toEqual([40, 40, 40])
  marks.move([change(44, b)])
  expect([a, b, 'ci' as const].map(marks.of)).toEqual([40, 44, 44])
})

test('the oldest of too many are forgotten, and never said to be older than they were', () => {
  const marks = createMarks(2)
  marks.move([change(5, a), change(6, b), change(7, c)])
  expect([a, b, c].map(marks.of)).toEqual([5, 6, 7])
  marks.move([change(9, a)])
  expect([a, b, c].map(marks.of)).toEqual([9, 6, 7])
})
