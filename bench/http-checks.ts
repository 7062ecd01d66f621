/**
 * HTTP checks a second on one core, each on a new connection, plain and over TLS, against
 * blackbox_exporter on the same core in the same run.
 *
 *   npm run bench:http-checks [-- ROUNDS [SECONDS]]
 */
import {
  type Blackbox,
  findBlackbox,
  startBlackbox,
  versionOf,
} from './support/http-checks-blackbox.ts'
import type { Order, Tally } from './support/http-checks-pharos.ts'
import {
  ask,
  forkOn,
  pinMyself,
  placement,
  residentMegabytes,
} from './support/http-checks-process.ts'
import type { Ports } from './support/http-checks-target.ts'

const rounds = Math.max(5, Number(process.argv[2] ?? 7))
const forMs = 1_000 * Number(process.argv[3] ?? 3)
const concurrency = 16
const goals = { plain: 1.5, tls: 1.25 } as const

type Transport = keyof typeof goals
type Prober = { readonly name: string; run(order: Order): Promise<Tally> }
type Figures = { readonly perSecond: number; readonly cpuPerThousand: number }

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const print = (line = ''): void => {
  process.stdout.write(`${line}\n`)
}

function figuresOf({ checks, up, seconds, cpuSeconds }: Tally, who: string): Figures {
  if (up !== checks) throw new Error(`${who}: ${checks - up} of ${checks} checks were not up.`)
  return { perSecond: checks / seconds, cpuPerThousand: (cpuSeconds / checks) * 1_000 }
}

/** Speed without the right answer is worth nothing: both must tell good from bad. */
async function agree(prober: Prober, origin: string): Promise<void> {
  const once = { concurrency: 1, forMs: 0 }
  const good = await prober.run({ ...once, url: `${origin}/good` })
  const bad = await prober.run({ ...once, url: `${origin}/bad` })
  if (good.up !== 1 || bad.up !== 0) {
    throw new Error(`${prober.name} does not tell good from bad at ${origin}.`)
  }
}

/** Rounds of all probers take turns, so that a machine that drifts drifts for all. */
async function measure(
  probers: readonly Prober[],
  origin: string,
): Promise<Map<Prober, readonly Figures[]>> {
  const order: Order = { url: `${origin}/good`, concurrency, forMs }
  for (const prober of probers) await agree(prober, origin)
  for (const prober of probers) await prober.run(order)
  const figures = new Map<Prober, Figures[]>(probers.map((prober) => [prober, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [prober, list] of figures) list.push(figuresOf(await prober.run(order), prober.name))
  }
  return figures
}

function report(transport: Transport, figures: Map<Prober, readonly Figures[]>): void {
  print(
    `\n${transport}: checks a second, median of ${rounds} (least to most); CPU-s a 1,000 checks`,
  )
  const speeds: number[] = []
  for (const [{ name }, list] of figures) {
    const speed = list.map(({ perSecond }) => perSecond)
    const cpu = median(list.map(({ cpuPerThousand }) => cpuPerThousand))
    speeds.push(median(speed))
    const [mid, least, most] = [median(speed), Math.min(...speed), Math.max(...speed)].map(
      (value) => Math.round(value).toLocaleString('en'),
    )
    print(`  ${name.padEnd(24)} ${mid} /s (${least} to ${most}); ${cpu.toFixed(3)} CPU-s`)
  }
  const [ours = 0, theirs] = speeds
  if (theirs === undefined) return
  const ratio = ours / theirs
  const verdict = ratio >= goals[transport] ? 'goal met' : 'GOAL MISSED'
  print(`  ratio ${ratio.toFixed(2)} x, goal ${goals[transport]} x: ${verdict}`)
  if (ratio < 1) print('  LOST: the peer is faster here.')
}

pinMyself(1)
const [target, ports] = await forkOn<Ports>(1, 'http-checks-target.ts')
const [pharos] = await forkOn(0, 'http-checks-pharos.ts')
const ours: Prober = { name: 'Pharos', run: (order) => ask<Tally>(pharos, order) }
const probers: Prober[] = [ours]
const program = findBlackbox()
const blackbox: Blackbox | null = program ? await startBlackbox(0, program) : null
if (program && blackbox) {
  probers.push({ name: `blackbox_exporter ${versionOf(program)}`, run: blackbox.run })
}
try {
  print(`${concurrency} checks at once, a new connection each, certificates not verified`)
  print(`Node.js ${process.versions.node}; ${placement}`)
  print(
    'Pharos probes in a loop of its own; blackbox_exporter answers /probe over kept connections.',
  )
  if (!blackbox) print('blackbox_exporter was NOT found: set PHAROS_BLACKBOX. No comparison.')
  report('plain', await measure(probers, `http://127.0.0.1:${ports.plain}`))
  report('tls', await measure(probers, `https://127.0.0.1:${ports.tls}`))
  const resident = [`Pharos ${Math.round(residentMegabytes(pharos.pid ?? 0))} MB`]
  if (blackbox) resident.push(`blackbox_exporter ${Math.round(blackbox.residentMegabytes())} MB`)
  print(`\nresident afterwards: ${resident.join(', ')}`)
} finally {
  blackbox?.[Symbol.dispose]()
  pharos.disconnect()
  target.disconnect()
}
