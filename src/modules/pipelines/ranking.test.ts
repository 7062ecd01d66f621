import { expect, test } from 'vitest'
import type { ProjectId } from '../../kernel/index.ts'
import { type ProjectSums, rank } from './ranking.ts'

const sums = (id: number, differs: Partial<ProjectSums> = {}): ProjectSums => ({
  projectId: id as ProjectId,
  success: 0,
  warning: 0,
  failed: 0,
  canceled: 0,
  skipped: 0,
  open: 0,
  durationCount: 0,
  durationSumMs: 0,
  ...differs,
})

test('projects are ranked by all their runs, ten of them, of equals the older first', () => {
  const projects = Array.from({ length: 14 }, (_, i) =>
    sums(14 - i, i === 3 ? { open: 7 } : { success: 2, canceled: 1 }),
  )
  expect(rank(projects).mostActive).toEqual([11, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('the slowest are so by their average, and those that never ended are not', () => {
  const projects = [
    sums(1, { success: 9, durationCount: 9, durationSumMs: 900 }),
    sums(2, { success: 1, durationCount: 1, durationSumMs: 500 }),
    sums(3, { open: 5 }),
  ]
  expect(rank(projects).slowest).toEqual([2, 1])
})

test('those that fail most have more than ten runs, and are so by the share of those that count', () => {
  const projects = [
    sums(1, { failed: 10 }),
    sums(2, { failed: 2, success: 2, canceled: 20 }),
    sums(3, { failed: 6, success: 14 }),
    sums(4, { success: 100 }),
    sums(5, { canceled: 30 }),
    sums(6, { failed: 11 }),
  ]
  expect(rank(projects).mostFailing).toEqual([6, 2, 3])
})
