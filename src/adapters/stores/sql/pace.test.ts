import { expect, test } from 'vitest'
import { createPace } from './pace.ts'

/** A disk on which a row takes that long. @returns how many rows each transaction takes. */
function on(msPerRow: number, transactions: number): number[] {
  const pace = createPace()
  return Array.from({ length: transactions }, () => {
    const rows = pace.rows()
    pace.took(rows * msPerRow, rows)
    return rows
  })
}

test('a transaction takes as many rows as fit into a few milliseconds', () => {
  expect(on(0.02, 8).at(-1)).toBe(400)
  expect(on(0.05, 8).at(-1)).toBe(160)
})

test('it grows step by step, and has an end', () => {
  expect(on(0.001, 5)).toEqual([200, 400, 800, 1_000, 1_000])
})

test('a disk that is slow whatever it is asked still comes to an end', () => {
  expect(on(1_000, 3)).toEqual([200, 100, 100])
})

test('a few rows that took no time change nothing', () => {
  const pace = createPace()
  pace.took(1, 3)
  expect(pace.rows()).toBe(200)
})

test('a few rows that took long do', () => {
  const pace = createPace()
  pace.took(80, 3)
  expect(pace.rows()).toBe(100)
})
