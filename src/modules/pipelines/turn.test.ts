import { describe, expect, test } from 'vitest'
import type { RunStatus } from './status.ts'
import { type TurnRun, turnOf } from './turn.ts'

const run = (createdAt: number, status: RunStatus, differs: Partial<TurnRun> = {}): TurnRun => ({
  externalId: `run of ${createdAt}`,
  attempt: 1,
  status,
  createdAt,
  ...differs,
})

describe('a run that has ended', () => {
  test('has broken its branch when the one before went well, with warnings or without', () => {
    expect(turnOf(run(2, 'failed'), [run(1, 'success')])).toBe('broken')
    expect(turnOf(run(2, 'failed'), [run(1, 'warning')])).toBe('broken')
  })

  test('has fixed it when the one before failed', () => {
    expect(turnOf(run(2, 'success'), [run(1, 'failed')])).toBe('fixed')
    expect(turnOf(run(2, 'warning'), [run(1, 'failed')])).toBe('fixed')
  })

  test('is no turn when nothing changed, or nothing was before', () => {
    expect(turnOf(run(2, 'failed'), [run(1, 'failed')])).toBeNull()
    expect(turnOf(run(2, 'success'), [run(1, 'warning')])).toBeNull()
    expect(turnOf(run(2, 'failed'), [])).toBeNull()
  })

  test('is compared with the newest before it, not with what came later', () => {
    const others = [run(9, 'success'), run(3, 'failed'), run(1, 'success')]
    expect(turnOf(run(5, 'success'), others)).toBe('fixed')
    expect(turnOf(run(2, 'success'), others)).toBeNull()
  })

  test('is not compared with what was canceled, skipped, or is still on its way', () => {
    const others = [run(4, 'canceled'), run(3, 'skipped'), run(2, 'running'), run(1, 'success')]
    expect(turnOf(run(5, 'failed'), others)).toBe('broken')
    expect(turnOf(run(5, 'canceled'), others)).toBeNull()
  })

  test('is compared with its own earlier attempt, which was created with it', () => {
    const first = run(2, 'failed', { externalId: 'x' })
    const second = run(2, 'success', { externalId: 'x', attempt: 2 })
    expect(turnOf(second, [first, run(1, 'success')])).toBe('fixed')
    expect(turnOf(first, [second, run(1, 'success')])).toBe('broken')
    expect(turnOf(run(3, 'success'), [second, first])).toBeNull()
  })
})
