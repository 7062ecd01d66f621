import { type Clock, Refusal } from '../../kernel/index.ts'

export type ThrottleOptions = {
  readonly clock: Pick<Clock, 'monotonic'>
  /** Failures that an address may make at once, and how long one takes to be forgotten. */
  readonly perAddress: Limit
  /** The same for one account from one address. */
  readonly perAccount: Limit
  /** Addresses and pairs that are remembered. */
  readonly capacity: number
}

export type Limit = { readonly burst: number; readonly forgetMs: number }

/**
 * Slows guessing of passwords down. Failures count against the address, and against the account
 * *as seen from that address*: whoever guesses from elsewhere cannot lock the owner out, and trying
 * many names does not wash the counters away, because the address' own stops it first.
 */
export type Throttle = {
  /** Milliseconds until another try may be made; 0 for now. */
  waitMs(address: string, account: string): number
  failed(address: string, account: string): void
  /** Forgives the failures of this account from there, and takes back the one that was counted for the address. */
  succeeded(address: string, account: string): void
  /** Takes back a failure that turned out to be a fault of ours. */
  undecided(address: string, account: string): void
}

type Bucket = { level: number; at: number }

export function createThrottle({
  clock,
  perAddress,
  perAccount,
  capacity,
}: ThrottleOptions): Throttle {
  const buckets = new Map<string, Bucket>()
  const keys = (address: string, account: string) =>
    [
      { key: `a ${prefixOf(address)}`, limit: perAddress },
      { key: `p ${prefixOf(address)} ${account.slice(0, 320)}`, limit: perAccount },
    ] as const

  const levelOf = (key: string, limit: Limit): number => {
    const bucket = buckets.get(key)
    if (bucket === undefined) return 0
    return Math.max(0, bucket.level - (clock.monotonic() - bucket.at) / limit.forgetMs)
  }

  function takeBack(key: string, limit: Limit): void {
    const level = levelOf(key, limit) - 1
    if (level > 0) buckets.set(key, { level, at: clock.monotonic() })
    else buckets.delete(key)
  }

  function makeRoom(): void {
    if (buckets.size < capacity) return
    for (const [key] of buckets) {
      const limit = key.startsWith('a') ? perAddress : perAccount
      if (levelOf(key, limit) === 0) buckets.delete(key)
    }
    // Still full of live counters: let the oldest go, of which an attacker's flood has most.
    for (const [key] of buckets) {
      if (buckets.size < capacity) return
      buckets.delete(key)
    }
  }

  return {
    waitMs(address, account) {
      const waits = keys(address, account).map(({ key, limit }) =>
        Math.max(0, (levelOf(key, limit) + 1 - limit.burst) * limit.forgetMs),
      )
      return Math.ceil(Math.max(...waits))
    },
    failed(address, account) {
      for (const { key, limit } of keys(address, account)) {
        const level = Math.min(levelOf(key, limit) + 1, limit.burst)
        buckets.delete(key)
        makeRoom()
        buckets.set(key, { level, at: clock.monotonic() })
      }
    },
    succeeded(address, account) {
      const [own, pair] = keys(address, account)
      buckets.delete(pair.key)
      takeBack(own.key, own.limit)
    },
    undecided(address, account) {
      for (const { key, limit } of keys(address, account)) takeBack(key, limit)
    },
  }
}

/** Refuses what comes too soon after failures. */
export function refuseHaste(waitMs: number): void {
  if (waitMs <= 0) return
  throw new Refusal('too_many_requests', 'Too many failed tries; try again later', {
    retryAfter: Math.ceil(waitMs / 1_000),
  })
}

/** One IPv4 address, or the /64 of an IPv6 address: what one customer of a provider gets. */
export function prefixOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!address.includes(':')) return address
  const [head = '', tail = ''] = address.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === '' ? [] : tail.split(':')
  const zeros = address.includes('::')
    ? Array(Math.max(0, 8 - before.length - after.length)).fill('0')
    : []
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`
}
