// What a page costs whoever looks at it, and the server: bytes, paints, interactions, renders.
import type { Browser } from 'playwright-core'
import { findChromium, openBrowser } from '../e2e/support/browser.ts'
import { type Figure, percentile, printFigures, printMachine } from './support/figures.ts'
import { roundsAsked } from './support/rounds.ts'
import { busyPage, soak } from './support/ui/busy-page.ts'
import { commitToPixel } from './support/ui/commit-to-pixel.ts'
import { firstLoad, type Load } from './support/ui/first-load.ts'
import { judge } from './support/ui/lighthouse.ts'
import { checked, openScene, type Scene } from './support/ui/scene.ts'
import { pageCost } from './support/ui/server-cost.ts'

async function repeat<Value>(times: number, measure: () => Promise<Value>): Promise<Value[]> {
  const values: Value[] = []
  for (let turn = 0; turn < times; turn++) values.push(await measure())
  return values
}

const kB = (bytes: readonly number[]): number[] => bytes.map((count) => count / 1_000)

async function loading(browser: Browser, scene: Scene, rounds: number): Promise<Figure[]> {
  const visit = (slower: number) => firstLoad(browser, scene, { path: '/', slower })
  await visit(1)
  const loads = await repeat(rounds, () => visit(1))
  const slow = await repeat(rounds, () => visit(4))
  const of = (part: (load: Load) => number) => loads.map(part)
  return [
    { what: 'overview, 50 services: requests', unit: '', values: of((l) => l.requests), gate: 8 },
    { what: '  all bytes', unit: 'kB', values: kB(of((l) => l.bytes)), gate: 60 },
    { what: '  HTML', unit: 'kB', values: kB(of((l) => l.html)), goal: 20 },
    { what: '  scripts', unit: 'kB', values: kB(of((l) => l.script)), goal: 20 },
    { what: '  styles', unit: 'kB', values: kB(of((l) => l.style)), goal: 12 },
    { what: '  LCP', unit: 'ms', values: of((l) => l.lcp), goal: 400 },
    {
      what: '  LCP, browser 4 times slower',
      unit: 'ms',
      values: slow.map((l) => l.lcp),
      goal: 800,
    },
  ]
}

async function changing(browser: Browser, rounds: number): Promise<Figure[]> {
  await using scene = await openScene({ count: 20, intervalMs: 1_000 })
  const quick = await repeat(rounds, () => busyPage(browser, scene, { seconds: 20 }))
  const slow = await repeat(rounds, () => busyPage(browser, scene, { seconds: 5, slower: 4 }))
  const kept = await soak(browser, scene, 75)
  return [
    { what: '20 changes a second: INP', unit: 'ms', values: quick.map((b) => b.inp), goal: 50 },
    {
      what: '  INP, browser 4 times slower',
      unit: 'ms',
      values: slow.map((b) => b.inp),
      goal: 150,
    },
    { what: '  layout shift (CLS)', unit: '', values: quick.map((b) => b.cls), gate: 0.01 },
    { what: '  main thread busy', unit: '%', values: quick.map((b) => b.busy), goal: 15 },
    { what: '  heap kept of 1,500 changes', unit: 'MB', values: [kept.heapMb], goal: 2 },
    { what: '  listeners kept', unit: '', values: [kept.listeners], goal: 0 },
    { what: '  nodes kept', unit: '', values: [kept.nodes] },
  ]
}

async function delays(browser: Browser, scene: Scene, rounds: number): Promise<Figure[]> {
  const each = await repeat(rounds, () => commitToPixel(browser, scene, 40))
  const p = (part: number) => each.map((round) => percentile(round, part))
  return [
    { what: 'commit to pixel, p50', unit: 'ms', values: p(0.5) },
    { what: 'commit to pixel, p95', unit: 'ms', values: p(0.95), goal: 300 },
  ]
}

async function serving(count: number, rounds: number): Promise<Figure[]> {
  // Checked once an hour, so that the figures are those of the pages alone.
  await using scene = await openScene({ count, intervalMs: 3_600_000 })
  await checked(scene)
  const at = (path: string) => repeat(rounds, () => pageCost(scene, path, 200))
  const [overview, list] = [await at('/'), await at('/services')]
  const amount = count.toLocaleString('en')
  return [
    {
      what: `${amount} services: processor time of the overview`,
      unit: 'ms',
      values: overview.map((c) => c.cpuMs),
      goal: 10,
    },
    { what: '  answered within, p95', unit: 'ms', values: overview.map((c) => c.p95Ms), goal: 50 },
    {
      what: '  a core of it at 100 a second',
      unit: '%',
      values: overview.map((c) => c.cpuMs * 10),
      goal: 40,
    },
    { what: '  /services: processor time', unit: 'ms', values: list.map((c) => c.cpuMs), goal: 10 },
    { what: '  /services: HTML', unit: 'kB', values: kB(list.map((c) => c.bytes)) },
  ]
}

async function lighthouse(scene: Scene, rounds: number): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const form of ['mobile', 'desktop'] as const) {
    const scores = await repeat(rounds, () => judge(scene, { path: '/', form }))
    // Printed as what is missing of 100, since smaller is better in these tables.
    const missing = (part: 'performance' | 'accessibility' | 'bestPractices') =>
      scores.map((score) => 100 - score[part])
    figures.push(
      {
        what: `Lighthouse, ${form}: performance, below 100`,
        unit: '',
        values: missing('performance'),
        goal: 2,
      },
      { what: '  accessibility, below 100', unit: '', values: missing('accessibility'), goal: 0 },
      { what: '  best practices, below 100', unit: '', values: missing('bestPractices'), goal: 0 },
      {
        what: '  LCP',
        unit: 'ms',
        values: scores.map((s) => s.lcp),
        ...(form === 'mobile' && { goal: 1_800 }),
      },
    )
  }
  return figures
}

const rounds = roundsAsked()
printMachine()
console.log(
  'Uptime Kuma and Grafana, the peers of these figures, cannot be had here, so they are not in this run.',
)
console.log(
  'Lighthouse runs with the stream blocked; the console error of that costs 4 points of best practices.',
)
const browser = await openBrowser(findChromium())
const scene = await openScene({ count: 50, intervalMs: 60_000 })
try {
  const figures = [
    ...(await loading(browser, scene, rounds)),
    ...(await delays(browser, scene, rounds)),
    ...(await changing(browser, rounds)),
    ...(await serving(50, rounds)),
    ...(await serving(1_000, rounds)),
    ...(await serving(10_000, rounds)),
    ...(await lighthouse(scene, rounds)),
  ]
  printFigures(figures)
} finally {
  await scene[Symbol.asyncDispose]()
  await browser.close()
}
