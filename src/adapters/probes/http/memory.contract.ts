import type { ProbeResult } from '../../../modules/checks/index.ts'
import { testWorld } from '../world.contract.ts'
import { http } from './index.ts'

/**
 * A process that probes `/` of the port given, 50 times at once, and prints how the probes ended
 * and by how many bytes its largest resident size grew meanwhile. A process of its own, because
 * that size counts for a whole process and never shrinks.
 */
export type Report = { readonly grownBytes: number; readonly reasons: readonly string[] }

const probe = http.open(testWorld())
const { signal } = new AbortController()
const config = http.config.parse({})

const probeAtOnce = (target: string): Promise<ProbeResult[]> =>
  Promise.all(
    Array.from({ length: 50 }, () => probe({ target, timeoutMs: 10_000, config }, signal)),
  )

const peakBytes = (): number => process.resourceUsage().maxRSS * 1_024

const origin = `http://127.0.0.1:${process.argv[2]}`
// What ordinary answers leave for V8 to collect, up to 64 MiB, is not the attack's doing.
for (let round = 0; round < 6; round++) await probeAtOnce(`${origin}/harmless`)
const before = peakBytes()
const results = await probeAtOnce(`${origin}/`)
const report: Report = {
  grownBytes: peakBytes() - before,
  reasons: [...new Set(results.map(({ reason }) => reason))],
}
process.stdout.write(JSON.stringify(report))
