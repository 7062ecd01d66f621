import type { Browser } from 'playwright-core'
import { openTab, type Scene, slowDown } from './scene.ts'

export type Load = {
  readonly requests: number
  /** Bytes on the wire, headers too. */
  readonly bytes: number
  readonly html: number
  readonly script: number
  readonly style: number
  /** Largest contentful paint, in milliseconds. */
  readonly lcp: number
}

type Kind = 'html' | 'script' | 'style' | 'other'

const kinds: Readonly<Record<string, Kind>> = {
  Document: 'html',
  Script: 'script',
  Stylesheet: 'style',
}

/** The first visit of a browser that has nothing of ours. The stream is no part of it. */
export async function firstLoad(
  browser: Browser,
  scene: Scene,
  { path, slower = 1 }: { readonly path: string; readonly slower?: number },
): Promise<Load> {
  await using tab = await openTab(browser, scene)
  const { page, cdp } = tab
  const sizes = { html: 0, script: 0, style: 0, other: 0 }
  const asked = new Map<string, Kind>()
  await cdp.send('Network.enable')
  await slowDown(cdp, slower)
  cdp.on('Network.responseReceived', ({ requestId, response, type }) => {
    if (!new URL(response.url).pathname.startsWith('/stream')) {
      asked.set(requestId, kinds[type ?? ''] ?? 'other')
    }
  })
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = asked.get(requestId)
    if (kind !== undefined) sizes[kind] += encodedDataLength
  })
  await page.goto(`${scene.server.url}${path}`, { waitUntil: 'load' })
  await page.locator('body[data-live=live]').waitFor()
  const lcp = await page.evaluate<number>(largestPaint)
  const { html, script, style, other } = sizes
  return { requests: asked.size, bytes: html + script + style + other, html, script, style, lcp }
}

/** Runs in the page. */
const largestPaint = `new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({
    type: 'largest-contentful-paint',
    buffered: true,
  })
})`
