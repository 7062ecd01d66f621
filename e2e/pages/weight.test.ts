import { brotliCompressSync, constants } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../../test/support/engines.ts'
import { openBrowser, openTab } from '../support/browser.ts'
import { firstAdmin } from '../support/client.ts'
import { buildOnSqlite } from '../support/house.ts'
import { seedServices } from '../support/seed.ts'
import { startTarget } from '../support/target.ts'
import { until } from '../support/until.ts'
import { cookieOf, enter, live } from '../support/visitor.ts'

/** Runs in the page, before anything else: adds up what jumps without anybody having touched anything. */
const countShifts = `
globalThis.shifts = 0
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifts += entry.value
}).observe({ type: 'layout-shift', buffered: true })`

/** Bytes of everything that a page asked for but its stream, and how many requests that were. */
async function weigh(page: Page, url: string): Promise<{ bytes: number; requests: number }> {
  const cdp = await page.context().newCDPSession(page)
  const asked = new Set<string>()
  let bytes = 0
  await cdp.send('Network.enable')
  cdp.on('Network.responseReceived', ({ requestId, response }) => {
    if (!new URL(response.url).pathname.startsWith('/stream')) asked.add(requestId)
  })
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (asked.has(requestId)) bytes += encodedDataLength
  })
  await page.goto(url)
  await live(page)
  return { bytes, requests: asked.size }
}

describeWith('chromium', 'a page with 50 services', (executable) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser(executable)
  })
  afterAll(() => browser.close())

  test('comes in at most 60 kB and 8 requests, and nothing on it jumps while it changes', async () => {
    await using target = await startTarget()
    const house = await buildOnSqlite()
    const draft = { count: 50, url: target.url, intervalMs: 1_000 }
    await seedServices(house.database.url, draft)
    await using server = await house.serve()
    await firstAdmin(server)
    await using tab = await openTab(browser)
    const { page } = tab
    await enter(page.context(), server)
    await page.addInitScript({ content: countShifts })
    const { bytes, requests } = await weigh(page, server.url)
    expect(bytes).toBeLessThanOrEqual(60_000)
    expect(requests).toBeLessThanOrEqual(8)
    const before = target.requests
    await until('some hundred checks were made', () => target.requests > before + 200)
    expect(await page.evaluate<number>('shifts')).toBeLessThanOrEqual(0.01)
  })

  test('has at most 20 kB of HTML as a list', async () => {
    const house = await buildOnSqlite()
    const draft = { count: 50, url: 'http://127.0.0.1:9/', intervalMs: 60_000 }
    await seedServices(house.database.url, draft)
    await using server = await house.serve()
    await firstAdmin(server)
    const headers = { Cookie: await cookieOf(server), 'Accept-Encoding': 'identity' }
    const markup = await (await fetch(`${server.url}/services`, { headers })).text()
    expect(markup.match(/id="svc-\d+"/g)).toHaveLength(50)
    // As the server packs it.
    const packed = brotliCompressSync(markup, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })
    expect(packed.byteLength).toBeLessThanOrEqual(20_000)
  })
})
