import { describe, expect, test } from 'vitest'
import type { MaintenanceId, ServiceId } from '../../../kernel/index.ts'
import { createCovered } from './covered.ts'
import type { MaintenanceWindow } from './ports.ts'

const minute = 60_000
const start = 1_790_000_000_000
const at = (minutes: number) => start + minutes * minute
const api = 1 as ServiceId

const work = (until: number) => ({ id: 1 as MaintenanceId, name: 'deploy', until })
const serviceIn = (maintenance: ReturnType<typeof work> | null, since = at(1)) => [
  { id: api, since, maintenance },
]
const windowOf = (from: number, to: number | null): MaintenanceWindow => ({
  startsAt: from,
  endsAt: to,
  covers: (id) => id === api,
})

/** When the service was worked on, in minutes. */
const stretchesOf = (covered: ReturnType<typeof createCovered>) =>
  (covered.stretches().get(api) ?? []).map(({ from, to }) => [
    (from - start) / minute,
    (to - start) / minute,
  ])
const forever = Number.POSITIVE_INFINITY

describe('when a service was worked on', () => {
  test('is from the start of its window to when its work is seen to be over', () => {
    const covered = createCovered()
    covered.see(serviceIn(work(at(30))), { windows: [windowOf(at(0), at(30))], now: at(3) })
    expect(stretchesOf(covered)).toEqual([[0, forever]])
    covered.see(serviceIn(null), { windows: [], now: at(9) })
    expect(stretchesOf(covered)).toEqual([[0, 9]])
  })

  test('is from a little before it was seen where no window tells it', () => {
    const covered = createCovered()
    covered.see(serviceIn(work(at(30))), { windows: [], now: at(2) + 5_000 })
    covered.see(serviceIn(work(at(30))), { windows: [], now: at(3) })
    expect(stretchesOf(covered)).toEqual([[2, forever]])
  })

  test('is up to its planned end where nobody looked in time', () => {
    const covered = createCovered()
    covered.see(serviceIn(null), { windows: [windowOf(at(0), at(5))], now: at(1) })
    covered.see(serviceIn(null), { windows: [windowOf(at(0), at(5))], now: at(7) })
    expect(stretchesOf(covered)).toEqual([[0, 5]])
  })

  test('is forgotten of one that has not turned for long', () => {
    const covered = createCovered()
    const services = serviceIn(null, at(-60))
    covered.see(services, { windows: [windowOf(at(0), null)], now: at(1) })
    expect(stretchesOf(covered)).toEqual([[0, forever]])
    covered.see(services, { windows: [], now: at(2) })
    expect(stretchesOf(covered)).toEqual([])
  })

  test('is known to the next process', () => {
    const former = createCovered()
    former.see(serviceIn(null), { windows: [windowOf(at(0), at(2))], now: at(1) })
    former.see(serviceIn(null), { windows: [], now: at(2) })
    former.see(serviceIn(null), { windows: [windowOf(at(3), null)], now: at(4) })
    const covered = createCovered()
    covered.restore(JSON.parse(JSON.stringify(former.list())), at(5))
    expect(stretchesOf(covered)).toEqual([
      [0, 2],
      [3, forever],
    ])
    covered.see(serviceIn(null), { windows: [], now: at(6) })
    expect(stretchesOf(covered)).toEqual([
      [0, 2],
      [3, 6],
    ])
  })
})
