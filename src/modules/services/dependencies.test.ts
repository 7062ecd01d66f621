import { describe, expect, test } from 'vitest'
import type { ServiceId } from '../../kernel/index.ts'
import { circleOf } from './dependencies.ts'

const edges = (...pairs: [number, number][]) =>
  pairs.map(([serviceId, on]) => ({ serviceId: serviceId as ServiceId, on: on as ServiceId }))
const ids = (...of: number[]) => of as ServiceId[]
const one = 1 as ServiceId

describe('what a service depends on', () => {
  test.each([
    ['nothing', ids(), edges()],
    ['a chain', ids(2), edges([2, 3], [3, 4])],
    ['two that meet', ids(2, 3), edges([2, 4], [3, 4])],
    ['a circle of others', ids(2), edges([2, 3], [3, 2])],
  ])('may be %s', (_title, dependsOn, known) => {
    expect(circleOf(one, dependsOn, known)).toBeNull()
  })

  test.each([
    ['itself', ids(1), edges(), [1, 1]],
    ['one that depends on it', ids(2), edges([2, 1]), [1, 2, 1]],
    ['one that does so by others', ids(5, 2), edges([2, 3], [3, 4], [4, 1]), [1, 2, 3, 4, 1]],
  ])('may not be %s, and the way round is named', (_title, dependsOn, known, way) => {
    expect(circleOf(one, dependsOn, known)).toEqual(way)
  })
})
