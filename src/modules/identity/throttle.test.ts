import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createThrottle, prefixOf, type ThrottleOptions } from './throttle.ts'

const owner = 'owner@example.com'
const attacker = '203.0.113.9'
const home = '198.51.100.7'

/** As in production, on a clock that a test moves. */
function bench(differs: Partial<ThrottleOptions> = {}) {
  let now = 1_000_000
  const throttle = createThrottle({
    clock: { monotonic: () => now },
    perAddress: { burst: 30, forgetMs: 2_000 },
    perAccount: { burst: 10, forgetMs: 6_000 },
    capacity: 1_000,
    ...differs,
  })
  return {
    throttle,
    pass: (ms: number) => {
      now += ms
    },
    /** Tries as often as it is let, for so long. @returns how many tries were let through. */
    guess(address: string, account: (i: number) => string, forMs: number): number {
      let tries = 0
      const until = now + forMs
      while (now < until) {
        const wait = throttle.waitMs(address, account(tries))
        if (wait > 0) now = Math.min(until, now + wait)
        else {
          throttle.failed(address, account(tries))
          tries += 1
        }
      }
      return tries
    },
  }
}

describe('guessing one account', () => {
  test('from one address is let through ten times, then once in six seconds', () => {
    const { guess } = bench()
    expect(guess(attacker, () => owner, 1)).toBe(10)
    expect(guess(attacker, () => owner, 60_000)).toBeLessThanOrEqual(10)
  })

  test('says how long to wait, and then lets through', () => {
    const { throttle, pass } = bench()
    for (let i = 0; i < 10; i++) throttle.failed(attacker, owner)
    expect(throttle.waitMs(attacker, owner)).toBe(6_000)
    pass(5_000)
    expect(throttle.waitMs(attacker, owner)).toBeGreaterThan(0)
    pass(1_001)
    expect(throttle.waitMs(attacker, owner)).toBe(0)
  })

  test('is forgotten after a while', () => {
    const { throttle, pass, guess } = bench()
    guess(attacker, () => owner, 1)
    pass(60_000)
    expect(throttle.waitMs(attacker, owner)).toBe(0)
    expect(guess(attacker, () => owner, 1)).toBe(10)
  })

  test('is not made to wait longer by tries that were not let through', () => {
    const { throttle } = bench()
    for (let i = 0; i < 1_000; i++) throttle.failed(attacker, owner)
    expect(throttle.waitMs(attacker, owner)).toBe(6_000)
  })

  test('does not lock its owner out at another address', () => {
    const { throttle, guess } = bench()
    guess(attacker, () => owner, 600_000)
    throttle.failed(attacker, owner)
    expect(throttle.waitMs(attacker, owner)).toBeGreaterThan(0)
    expect(throttle.waitMs(home, owner)).toBe(0)
  })

  test('from a thousand addresses does not lock its owner out either', () => {
    const { throttle } = bench()
    for (let i = 0; i < 1_000; i++) {
      const address = `10.0.${i >> 8}.${i & 255}`
      for (let tries = 0; tries < 10; tries++) throttle.failed(address, owner)
    }
    expect(throttle.waitMs(home, owner)).toBe(0)
  })
})

describe('guessing many accounts', () => {
  test('from one address is let through thirty times, then once in two seconds', () => {
    const { guess } = bench()
    expect(guess(attacker, (i) => `user${i}@example.com`, 1)).toBe(30)
    expect(guess(attacker, (i) => `user${i}@example.com`, 60_000)).toBeLessThanOrEqual(30)
  })

  test('does not wash away what is known of one of them', () => {
    const { throttle, guess } = bench()
    guess(attacker, () => owner, 1)
    guess(attacker, (i) => `other${i}@example.com`, 1)
    expect(throttle.waitMs(attacker, owner)).toBeGreaterThan(0)
    expect(throttle.waitMs(attacker, 'yet-another@example.com')).toBeGreaterThan(0)
  })

  test('is not covered up by logging in to one’s own in between', () => {
    const { throttle } = bench()
    let letThrough = 0
    for (let i = 0; i < 1_000; i++) {
      if (throttle.waitMs(attacker, owner) === 0) {
        throttle.failed(attacker, owner)
        letThrough += 1
      }
      if (throttle.waitMs(attacker, 'mallory@example.com') === 0) {
        throttle.failed(attacker, 'mallory@example.com')
        throttle.succeeded(attacker, 'mallory@example.com')
      }
    }
    expect(letThrough).toBe(10)
  })
})

describe('logging in', () => {
  test('clears what stood against this account at this address', () => {
    const { throttle } = bench()
    for (let i = 0; i < 9; i++) throttle.failed(home, owner)
    throttle.failed(home, owner)
    throttle.succeeded(home, owner)
    for (let i = 0; i < 9; i++) throttle.failed(home, owner)
    expect(throttle.waitMs(home, owner)).toBe(0)
  })

  test('again and again, rightly, is never made to wait', () => {
    const { throttle } = bench()
    for (let i = 0; i < 200; i++) {
      expect(throttle.waitMs(home, owner)).toBe(0)
      // The log-in counts a try before it knows how it ends.
      throttle.failed(home, owner)
      throttle.succeeded(home, owner)
    }
  })
})

describe('memory', () => {
  test('is bounded, however many addresses and accounts there are', () => {
    // What is remembered shows: whatever must wait is remembered.
    const { throttle } = bench({ capacity: 50, perAccount: { burst: 1, forgetMs: 1e9 } })
    const pairs = Array.from({ length: 2_000 }, (_, i) => [`10.1.${i >> 8}.${i & 255}`, `u${i}`])
    for (const [address = '', account = ''] of pairs) throttle.failed(address, account)
    const waiting = pairs.filter(([address = '', account = '']) =>
      throttle.waitMs(address, account),
    )
    expect(waiting.length).toBeGreaterThan(0)
    expect(waiting.length).toBeLessThanOrEqual(50)
    // The newest are kept.
    expect(throttle.waitMs('10.1.7.207', 'u1999')).toBeGreaterThan(0)
  })

  test('makes room by forgetting what is over before what still counts', () => {
    const { throttle, pass } = bench({ capacity: 8 })
    for (let i = 0; i < 10; i++) throttle.failed(attacker, owner)
    for (let i = 0; i < 3; i++) throttle.failed(`10.0.0.${i}`, 'a')
    // The ten failures count for a minute, the single ones for six seconds.
    pass(20_000)
    for (let i = 3; i < 6; i++) throttle.failed(`10.0.0.${i}`, 'a')
    for (let i = 0; i < 4; i++) throttle.failed(attacker, owner)
    expect(throttle.waitMs(attacker, owner)).toBeGreaterThan(0)
  })

  test('keeps no more of a name than an e-mail address can have', () => {
    const { throttle } = bench()
    const long = 'x'.repeat(1_000_000)
    for (let i = 0; i < 10; i++) throttle.failed(attacker, `${long}${i}`)
    expect(throttle.waitMs(attacker, long)).toBeGreaterThan(0)
  })
})

describe('a caller is', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['1::2:3:4:5', '1:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('of %s: %s', (address, prefix) => {
    expect(prefixOf(address)).toBe(prefix)
  })

  test('one, with all addresses of an IPv6 /64, and no other', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((number) => number.toString(16))
    const four = fc.tuple(group, group, group, group).map((groups) => groups.join(':'))
    fc.assert(
      fc.property(four, four, four, (network, a, b) => {
        expect(prefixOf(`${network}:${a}`)).toBe(prefixOf(`${network}:${b}`))
        expect(prefixOf(`${network}::`)).toBe(prefixOf(`${network}:${a}`))
        expect(prefixOf(`${a}:1:2:3:4`) === prefixOf(`${b}:1:2:3:4`)).toBe(a === b)
      }),
    )
  })

  test('whatever text stands for an address', () => {
    fc.assert(
      fc.property(fc.string(), (address) => {
        expect(typeof prefixOf(address)).toBe('string')
      }),
    )
  })
})

test('however tries and time mix, no more get through than the burst and what was forgotten', () => {
  const step = fc.record({
    pass: fc.nat({ max: 20_000 }),
    account: fc.constantFrom('a', 'b', 'c'),
    tries: fc.nat({ max: 40 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const { throttle, pass } = bench()
      const got = new Map<string, number>()
      let all = 0
      let passed = 0
      for (const one of steps) {
        pass(one.pass)
        passed += one.pass
        for (let i = 0; i < one.tries && throttle.waitMs(attacker, one.account) === 0; i++) {
          throttle.failed(attacker, one.account)
          got.set(one.account, (got.get(one.account) ?? 0) + 1)
          all += 1
        }
      }
      expect(all).toBeLessThanOrEqual(30 + passed / 2_000)
      for (const count of got.values()) expect(count).toBeLessThanOrEqual(10 + passed / 6_000)
    }),
  )
})
