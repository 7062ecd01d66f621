import { createSystemLookup, openProbes, parseTarget } from '../../src/adapters/probes/index.ts'

/** A question to this process: check a URL at this concurrency for so long. */
export type Order = { readonly url: string; readonly concurrency: number; readonly forMs: number }
export type Tally = {
  readonly checks: number
  readonly up: number
  readonly seconds: number
  readonly cpuSeconds: number
}

const probes = openProbes({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  lookup: createSystemLookup(),
  blocked: () => null,
  reveal: (setting) => setting,
})

async function run({ url, concurrency, forMs }: Order): Promise<Tally> {
  const { type, target, config } = parseTarget(url, { verify_tls: false })
  const probe = probes.probeOf(type)
  if (!probe) throw new Error(`There is no probe of type ${type}.`)
  const { signal } = new AbortController()
  const cpu = process.cpuUsage()
  const began = performance.now()
  let checks = 0
  let up = 0
  const loop = async (): Promise<void> => {
    do {
      const { status } = await probe({ target, timeoutMs: 5_000, config }, signal)
      checks += 1
      if (status === 'up') up += 1
    } while (performance.now() - began < forMs)
  }
  await Promise.all(Array.from({ length: concurrency }, loop))
  const { user, system } = process.cpuUsage(cpu)
  const seconds = (performance.now() - began) / 1_000
  return { checks, up, seconds, cpuSeconds: (user + system) / 1e6 }
}

process.on('message', (order: Order) => {
  run(order).then(
    (tally) => process.send?.(tally),
    (error: unknown) => {
      process.stderr.write(`${error}\n`)
      process.exit(1)
    },
  )
})
process.once('disconnect', () => process.exit())
process.send?.('ready')
