import type { Browser, CDPSession, Page } from 'playwright-core'
import { forSeconds } from '../../../e2e/support/until.ts'
import { percentile } from '../figures.ts'
import { openTab, type Scene, slowDown } from './scene.ts'

export type Busy = {
  /** Interaction to next paint: what 98 of 100 interactions stay within, in milliseconds. */
  readonly inp: number
  readonly cls: number
  /** Part of the time in which the page's thread worked, in percent. */
  readonly busy: number
}

/** A page on which something changes all the time, and somebody who clicks and types in it. */
export async function busyPage(
  browser: Browser,
  scene: Scene,
  { seconds, slower = 1 }: { readonly seconds: number; readonly slower?: number },
): Promise<Busy> {
  await using tab = await openTab(browser, scene)
  const { page, cdp } = tab
  await page.addInitScript({ content: observe })
  await page.goto(`${scene.server.url}/services`)
  await page.locator('body[data-live=live]').waitFor()
  await slowDown(cdp, slower)
  const before = await taskSeconds(cdp)
  await forSeconds(seconds)
  const busy = ((await taskSeconds(cdp)) - before) / seconds
  await interact(page)
  const { shifts, interactions } = await page.evaluate<Observed>('observed')
  const untold = Array.from({ length: Math.max(0, least - interactions.length) }, () => 16)
  return { inp: percentile([...interactions, ...untold], 0.98), cls: shifts, busy: busy * 100 }
}

/** Runs in the page, before anything else. Events quicker than 16 ms are not told. */
const observe = `
globalThis.observed = { shifts: 0, interactions: [] }
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) observed.shifts += entry.value
}).observe({ type: 'layout-shift', buffered: true })
new PerformanceObserver((list) => {
  for (const { interactionId, duration } of list.getEntries()) {
    if (interactionId > 0) observed.interactions.push(duration)
  }
}).observe({ type: 'event', durationThreshold: 16, buffered: true })`

type Observed = { readonly shifts: number; readonly interactions: readonly number[] }

/** Clicks and keys. Those quicker than a frame are counted as one frame, 16 ms. */
const least = 60

async function interact(page: Page): Promise<void> {
  const boxes = page.locator('input[name=pick]')
  const search = page.locator('main input[name=q]')
  for (let turn = 0; turn < 20; turn++) {
    await boxes.nth(turn % 10).click()
    await search.press('a')
    await search.press('Backspace')
  }
}

async function taskSeconds(cdp: CDPSession): Promise<number> {
  await cdp.send('Performance.enable')
  const { metrics } = await cdp.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
}

export type Soak = { readonly heapMb: number; readonly nodes: number; readonly listeners: number }

/** What a page keeps of some time of changes, after the garbage is collected. */
export async function soak(browser: Browser, scene: Scene, seconds: number): Promise<Soak> {
  await using tab = await openTab(browser, scene)
  const { page, cdp } = tab
  await page.goto(`${scene.server.url}/services`)
  await page.locator('body[data-live=live]').waitFor()
  await forSeconds(5)
  const before = await kept(cdp)
  await forSeconds(seconds)
  const after = await kept(cdp)
  return {
    heapMb: after.heapMb - before.heapMb,
    nodes: after.nodes - before.nodes,
    listeners: after.listeners - before.listeners,
  }
}

async function kept(cdp: CDPSession): Promise<Soak> {
  await cdp.send('HeapProfiler.enable')
  await cdp.send('HeapProfiler.collectGarbage')
  await cdp.send('Performance.enable')
  const { metrics } = await cdp.send('Performance.getMetrics')
  const metric = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? 0
  return {
    heapMb: metric('JSHeapUsedSize') / 1e6,
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
  }
}
