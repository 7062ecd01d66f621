import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSlotClock } from './slot-clock.ts'

const hour = 3_600_000
const noon = Date.UTC(2026, 5, 1, 12)

/** A process and a database whose clocks a test moves by hand. */
function world(databaseNow: number = noon) {
  let monotonic = 5_000
  let ahead = 0
  return {
    clock: { monotonic: () => monotonic },
    pass: (ms: number) => {
      monotonic += ms
    },
    /** Moves the database's clock without time passing. */
    turn: (ms: number) => {
      ahead += ms
    },
    database: () => databaseNow + ahead + monotonic - 5_000,
  }
}

describe('slot time', () => {
  test('is the database’s, carried on by the monotonic clock', () => {
    const { clock, pass, database } = world()
    const slots = createSlotClock(clock, database(), null)
    expect(slots.now()).toBe(noon)
    pass(1_234)
    expect(slots.now()).toBe(noon + 1_234)
    expect(slots.read(database())).toBe('steady')
  })

  test('follows drift, forwards and backwards, however far it adds up', () => {
    for (const drift of [-1_500, -20, 20, 1_500]) {
      const { clock, pass, turn, database } = world()
      const slots = createSlotClock(clock, database(), null)
      for (let i = 0; i < 100; i++) {
        pass(500)
        turn(drift)
        expect(slots.read(database())).toBe('steady')
        expect(slots.now()).toBe(database())
      }
    }
  })

  test('follows a jump forward', () => {
    const { clock, pass, turn, database } = world()
    const slots = createSlotClock(clock, database(), null)
    turn(hour)
    expect(slots.read(database())).toBe('jumped_forward')
    expect(slots.now()).toBe(database())
    pass(1_000)
    expect(slots.read(database())).toBe('steady')
    expect(slots.now()).toBe(noon + hour + 1_000)
  })

  test('goes on from where it was after a jump back by an hour', () => {
    const { clock, pass, turn, database } = world()
    const slots = createSlotClock(clock, database(), null)
    pass(10_000)
    turn(-hour)
    expect(slots.read(database())).toBe('jumped_back')
    expect(slots.now()).toBe(noon + 10_000)
    pass(1_000)
    expect(slots.read(database())).toBe('steady')
    expect(slots.now()).toBe(noon + 10_950)
  })

  test('runs a little slower after a jump back, until it is the database’s time again', () => {
    const { clock, pass, turn, database } = world()
    const slots = createSlotClock(clock, database(), null)
    turn(-hour)
    slots.read(database())
    let last = slots.now()
    for (let s = 0; s < 19 * 3_600; s++) {
      pass(1_000)
      expect(slots.read(database())).toBe('steady')
      expect(slots.now() - last).toBe(950)
      last = slots.now()
    }
    for (let s = 0; s < 3_600; s++) {
      pass(1_000)
      slots.read(database())
    }
    expect(slots.now()).toBe(database())
    pass(1_000)
    slots.read(database())
    expect(slots.now()).toBe(database())
  })

  test('comes back from a newest slot that lay ahead when it began, too', () => {
    const { clock, pass, database } = world(noon - hour)
    const slots = createSlotClock(clock, database(), noon)
    for (let s = 0; s < 20 * 3_600; s++) {
      pass(1_000)
      slots.read(database())
    }
    expect(slots.now()).toBe(database())
  })

  test('repeats nothing and skips nothing when a jump back is corrected', () => {
    const { clock, pass, turn, database } = world()
    const slots = createSlotClock(clock, database(), null)
    turn(-hour)
    slots.read(database())
    pass(60_000)
    turn(hour)
    const before = slots.now()
    slots.read(database())
    expect(slots.now()).toBe(before)
    expect(slots.now()).toBe(noon + 60_000)
    expect(slots.read(database())).toBe('steady')
  })

  test('knows how far the database is behind when a jump back is corrected by half', () => {
    const { clock, pass, turn, database } = world()
    const slots = createSlotClock(clock, database(), null)
    turn(-hour)
    slots.read(database())
    turn(hour / 2)
    expect(slots.read(database())).toBe('jumped_forward')
    expect(slots.now()).toBe(noon)
    pass(1_000)
    expect(slots.read(database())).toBe('steady')
    expect(slots.now()).toBe(noon + 950)
  })

  test('comes back to the database’s time when it runs past what a jump back had left', () => {
    const { clock, turn, database } = world()
    const slots = createSlotClock(clock, database(), null)
    turn(-hour)
    slots.read(database())
    turn(2 * hour)
    expect(slots.read(database())).toBe('jumped_forward')
    expect(slots.now()).toBe(noon + hour)
    expect(slots.now()).toBe(database())
  })

  test('begins no earlier than the newest slot that was ever claimed', () => {
    const { clock, pass, database } = world(noon - hour)
    const slots = createSlotClock(clock, database(), noon)
    expect(slots.now()).toBe(noon)
    pass(1_000)
    expect(slots.read(database())).toBe('steady')
    expect(slots.now()).toBe(noon + 950)
  })

  test('takes no notice of a slot that was claimed a moment ahead of time', () => {
    const { clock, database } = world()
    expect(createSlotClock(clock, database(), noon + 500).now()).toBe(noon)
    expect(createSlotClock(clock, database(), noon - hour).now()).toBe(noon)
  })

  test('lets the database catch up with a newest slot that lay ahead', () => {
    const { clock, pass, turn, database } = world(noon - hour)
    const slots = createSlotClock(clock, database(), noon)
    pass(60_000)
    turn(hour)
    slots.read(database())
    expect(slots.now()).toBe(noon + 60_000)
    turn(hour)
    slots.read(database())
    expect(slots.now()).toBe(database())
  })

  test('never goes back by more than drift, and never lags behind the database, whatever its clock does', () => {
    const move = fc.record({
      pass: fc.integer({ min: 0, max: 60_000 }),
      turn: fc.oneof(
        fc.constant(0),
        fc.integer({ min: -100, max: 100 }),
        fc.integer({ min: -hour, max: hour }),
      ),
    })
    const highWater = fc.option(fc.integer({ min: noon - hour, max: noon + hour }))
    fc.assert(
      fc.property(fc.array(move, { maxLength: 30 }), highWater, (moves, high) => {
        const { clock, pass, turn, database } = world()
        const slots = createSlotClock(clock, database(), high)
        let last = slots.now()
        for (const one of moves) {
          pass(one.pass)
          turn(one.turn)
          const expected = last + one.pass
          const reading = slots.read(database())
          if (reading === 'steady')
            expect(Math.abs(slots.now() - expected)).toBeLessThanOrEqual(2_000)
          else expect(slots.now()).toBeGreaterThanOrEqual(expected)
          expect(slots.now()).toBeGreaterThanOrEqual(database())
          last = slots.now()
        }
      }),
    )
  })
})
