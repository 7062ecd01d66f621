import { once } from 'node:events'
import { createServer, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../test/support/engines.ts'
import { openBrowser, openTab } from './support/browser.ts'
import { type Client, createClient, firstAdmin, someone } from './support/client.ts'
import { buildOnSqlite } from './support/house.ts'
import { freePort } from './support/ports.ts'
import { until } from './support/until.ts'

const draft = { name: 'First', url: 'http://127.0.0.1:9/', check_interval: 3_600 }

async function logInto(page: Page, url: string, as = someone): Promise<void> {
  await page.goto(`${url}/login`)
  await page.getByLabel('E-mail').fill(as.email)
  await page.getByLabel('Password').fill(as.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { level: 1 }).first().waitFor()
}

const chipSays = (page: Page, words: string | RegExp, timeout = 20_000): Promise<void> =>
  page.locator('#chip').getByText(words).waitFor({ timeout })

const hasRow = (page: Page, name: string, timeout = 10_000): Promise<void> =>
  page.getByRole('link', { name, exact: true }).first().waitFor({ timeout })

const rename = (client: Client, name: string): Promise<unknown> =>
  client.read('PATCH', '/api/v1/services/1', { body: { name }, headers: { 'If-Match': '*' } })

/** What a page says, without ages. */
async function textOf(page: Page): Promise<string> {
  const parts = ['#banner', '#p-health', '#svc-1'].map((at) => page.locator(at).textContent())
  const text = (await Promise.all(parts)).join(' | ')
  return text.replace(/\s+/g, ' ').replace(/\d+ \w+ ago|\bnow\b/g, 'AGE')
}

/** A new request draws what the open page shows. */
async function showsWhatIs(page: Page): Promise<void> {
  const storageState = await page.context().storageState()
  const browser = page.context().browser()
  if (browser === null) throw new Error('the page has no browser')
  await using fresh = await openTab(browser, { storageState, javaScriptEnabled: false })
  await until('the page shows what a new one would', async () => {
    await fresh.page.goto(page.url())
    return (await textOf(page)) === (await textOf(fresh.page))
  })
}

/** Tabs behind another one: a browser without a screen shows all of its tabs. */
const hideable = `
  let isHidden = false
  Object.defineProperty(document, 'hidden', { get: () => isHidden })
  Object.defineProperty(document, 'visibilityState', { get: () => (isHidden ? 'hidden' : 'visible') })
  globalThis.setHidden = (hidden) => {
    isHidden = hidden
    document.dispatchEvent(new Event('visibilitychange'))
  }`

const setHidden = (page: Page, hidden: boolean): Promise<void> =>
  page.evaluate(`setHidden(${hidden})`)

async function newTab(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(url)
  return page
}

/** A proxy that speaks HTTP and, while it is told to, keeps streams to itself. */
async function startGatherer(target: number) {
  let isGathering = true
  const held = new Set<ServerResponse>()
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming
    const onward = request({ host: '127.0.0.1', port: target, method, path: url, headers })
    onward.on('response', (answer) => {
      const isStream = answer.headers['content-type']?.startsWith('text/event-stream') === true
      if (isStream && isGathering) {
        held.add(outgoing)
        answer.resume()
        return
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    outgoing.on('close', () => onward.destroy())
    incoming.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    held,
    letThrough() {
      isGathering = false
      for (const response of held) response.destroy()
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}

describeWith('chromium', 'a live page', (executable) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser(executable)
  })
  afterAll(() => browser.close())

  test('says how long its server is gone, and heals by itself soon after it is back', async () => {
    const house = await buildOnSqlite()
    const port = await freePort()
    const server = await house.serve({ port })
    const admin = await firstAdmin(server)
    await admin.addService(draft)
    await using tab = await openTab(browser)
    const { page } = tab
    await logInto(page, server.url)
    await chipSays(page, 'Live')
    const goneAt = performance.now()
    await server.stop()
    await chipSays(page, 'Reconnecting…')
    expect(performance.now() - goneAt).toBeGreaterThan(1_500)
    await chipSays(page, /^Offline, data from \d\d:\d\d:\d\d$/)
    expect(performance.now() - goneAt).toBeGreaterThan(10_000)
    await using again = await house.serve({ port })
    const backAt = performance.now()
    await chipSays(page, 'Live', 5_000)
    expect(performance.now() - backAt).toBeLessThan(1_500)
    await rename(createClient(again.url, admin.credential), 'Second')
    await hasRow(page, 'Second')
    await showsWhatIs(page)
  })

  test('heals within 5 s after an outage of minutes', async () => {
    const house = await buildOnSqlite()
    const port = await freePort()
    const server = await house.serve({ port })
    const admin = await firstAdmin(server)
    await admin.addService(draft)
    await using tab = await openTab(browser)
    const { page } = tab
    await page.clock.install()
    await logInto(page, server.url)
    await chipSays(page, 'Live')
    server.kill('SIGKILL')
    await server.exited
    await chipSays(page, 'Reconnecting…')
    await page.clock.fastForward(180_000)
    await chipSays(page, /^Offline/)
    await using again = await house.serve({ port })
    const backAt = performance.now()
    await chipSays(page, 'Live', 10_000)
    expect(performance.now() - backAt).toBeLessThan(5_000)
    await rename(createClient(again.url, admin.credential), 'Second')
    await hasRow(page, 'Second')
    await showsWhatIs(page)
  })

  test('works in seven tabs over HTTP/1.1, of which one is seen', async () => {
    await using server = await (await buildOnSqlite()).serve()
    const admin = await firstAdmin(server)
    await admin.addService(draft)
    await using tab = await openTab(browser)
    const context = tab.page.context()
    await context.addInitScript({ content: hideable })
    await logInto(tab.page, server.url)
    await chipSays(tab.page, 'Live')
    const pages = [tab.page]
    while (pages.length < 7) {
      for (const page of pages) await setHidden(page, true)
      const page = await newTab(context, server.url)
      await chipSays(page, 'Live')
      pages.push(page)
    }
    await rename(admin, 'Second')
    for (const page of pages) {
      for (const other of pages) if (other !== page) await setHidden(other, true)
      await setHidden(page, false)
      await hasRow(page, 'Second')
      await chipSays(page, 'Live')
      await showsWhatIs(page)
    }
    expect(tab.complaints).toEqual([])
  })

  test('asks by polling where a proxy gathers up the stream, and streams again when it can', async () => {
    await using server = await (await buildOnSqlite()).serve()
    const admin = await firstAdmin(server)
    await admin.addService(draft)
    await using proxy = await startGatherer(server.port)
    await using tab = await openTab(browser)
    const { page } = tab
    await page.clock.install()
    await logInto(page, proxy.url)
    await until('a stream is held up', () => proxy.held.size > 0)
    await page.clock.fastForward(26_000)
    await chipSays(page, /^(Reconnecting|Offline)/)
    await page.clock.fastForward(26_000)
    await chipSays(page, 'Every 10 s')
    await rename(admin, 'Second')
    await page.clock.fastForward(10_000)
    await hasRow(page, 'Second')
    await showsWhatIs(page)
    proxy.letThrough()
    await page.clock.fastForward(40_000)
    await chipSays(page, 'Live', 40_000)
    await rename(admin, 'Third')
    await hasRow(page, 'Third')
    await showsWhatIs(page)
  })

  test('holds changes back while it is paused, and catches up', async () => {
    await using server = await (await buildOnSqlite()).serve()
    const admin = await firstAdmin(server)
    await admin.addService(draft)
    await using tab = await openTab(browser)
    const { page } = tab
    await logInto(page, server.url)
    await chipSays(page, 'Live')
    await page.locator('#chip').getByRole('button').click()
    await chipSays(page, 'Paused')
    await rename(admin, 'Second')
    await chipSays(page, 'Paused, 1 update waiting')
    await rename(admin, 'Third')
    await hasRow(page, 'First')
    await page.evaluate("void document.dispatchEvent(new Event('pharos:pause'))")
    await hasRow(page, 'Third')
    await chipSays(page, 'Live')
    await showsWhatIs(page)
    expect(tab.complaints).toEqual([])
  })

  test('says that the role has changed, or that the program has', async () => {
    await using server = await (await buildOnSqlite()).serve()
    const admin = await firstAdmin(server)
    const { invitation } = await admin.read<{ invitation: string }>('POST', '/api/v1/invitations', {
      body: { role: 'viewer' },
    })
    const viewer = { email: 'viewer@example.com', password: someone.password }
    await createClient(server.url).read('POST', '/api/v1/auth/register', {
      body: { ...viewer, invitation },
    })
    await using tab = await openTab(browser)
    const { page } = tab
    await page.addInitScript({ content: hideable })
    await logInto(page, server.url, viewer)
    await chipSays(page, 'Live')
    await page.evaluate("document.querySelector('link[rel=stylesheet]').href = '/a/favicon.svg'")
    await setHidden(page, true)
    await setHidden(page, false)
    await chipSays(page, 'Reload to update')
    await page.reload()
    await chipSays(page, 'Live')
    await admin.read('PATCH', '/api/v1/users/2', {
      body: { role: 'editor' },
      headers: { 'If-Match': '*' },
    })
    await chipSays(page, 'Your role has changed', 15_000)
  })
})
