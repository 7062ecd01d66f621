import type { Browser, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { describeWith } from '../test/support/engines.ts'
import { openBrowser, openTab } from './support/browser.ts'
import { firstAdmin } from './support/client.ts'
import { buildOnSqlite } from './support/house.ts'
import { enter } from './support/visitor.ts'

type Answer = string | 429

const change = (id: number | string): string =>
  `id: ${id}\ndata: <hx-partial hx-target="#nothing" hx-swap="delete"></hx-partial>\n\n`
const beat = (): string => `event: hb\ndata: ${JSON.stringify({ seq: 0, t: Date.now() })}\n\n`

/** The position that the page was drawn at. */
const drawnAt = async (page: Page): Promise<number> => {
  const address = await page.locator('#stream').getAttribute('hx-sse:connect')
  return Number(/since=(\d+)/.exec(address ?? '')?.[1])
}

/**
 * Opens the overview with streams that say what they are told to, each over at its end.
 * @param answers what the next stream is, of the position that the page was drawn at.
 * @returns that position, and from where the stream after the last answer was asked for.
 */
async function asksFrom(
  page: Page,
  url: string,
  answers: readonly ((drawn: number) => Answer)[],
): Promise<{ drawn: number; asked: string | undefined }> {
  const left = [...answers]
  const asked = Promise.withResolvers<string | undefined>()
  const answer = async (route: Route): Promise<void> => {
    const next = left.shift()
    if (next === undefined) {
      asked.resolve(route.request().headers()['last-event-id'])
      return route.abort()
    }
    const body = next(await drawnAt(page))
    if (body === 429) return route.fulfill({ status: 429, body: '' })
    return route.fulfill({ contentType: 'text/event-stream', body })
  }
  await page.route('**/stream?*', answer)
  await page.goto(url)
  return { drawn: await drawnAt(page), asked: await asked.promise }
}

describeWith('chromium', 'a page whose stream has broken', (executable) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser(executable)
  })
  afterAll(() => browser.close())

  async function open() {
    const server = await (await buildOnSqlite()).serve()
    onTestFinished(() => server[Symbol.asyncDispose]())
    const admin = await firstAdmin(server)
    const tab = await openTab(browser)
    onTestFinished(() => tab[Symbol.asyncDispose]())
    await enter(tab.page.context(), server)
    return { page: tab.page, url: server.url, admin }
  }

  test('asks from the change that came last', async () => {
    const { page, url } = await open()
    const { drawn, asked } = await asksFrom(page, url, [
      (at) => change(at + 3) + change(`${at + 3}~${at + 5}`) + change(at + 5),
    ])
    expect(asked).toBe(`${drawn + 5}`)
  })

  test('says so when it got a change in part', async () => {
    const { page, url } = await open()
    const stream = (at: number) => change(at + 3) + change(`${at + 3}~${at + 5}`)
    const { drawn, asked } = await asksFrom(page, url, [stream])
    expect(asked).toBe(`${drawn + 3}~${drawn + 5}`)
  })

  test('goes back for no message of a process that has read less', async () => {
    const { page, url } = await open()
    const { drawn, asked } = await asksFrom(page, url, [(at) => change(at + 5) + change(at + 3)])
    expect(asked).toBe(`${drawn + 5}`)
  })

  test('asks from before what it left out while it polled, whatever came after it', async () => {
    const { page, url } = await open()
    let polled = 0
    await page.route('**/partials/sync?*', (route) => {
      polled = Number(new URL(route.request().url()).searchParams.get('since')) + 1
      const pulse = JSON.stringify({ at: String(polled), t: Date.now(), version: '' })
      const headers = { 'Pharos-Pulse': pulse }
      return route.fulfill({ contentType: 'text/html', headers, body: '' })
    })
    const stream = (at: number) => beat() + change(at + 5) + beat() + change(at + 6)
    const { drawn, asked } = await asksFrom(page, url, [() => 429, stream])
    expect(polled).toBe(drawn + 1)
    expect(asked).toBe(`${drawn + 1}`)
  })

  test('keeps what somebody has typed when the server has other data now, and says so', async () => {
    const { page, url, admin } = await open()
    await admin.addService({ name: 'api', url: 'http://127.0.0.1:9/', check_interval: 3_600 })
    let isReset = false
    await page.route('**/stream?*', (route) =>
      route.fulfill({
        contentType: 'text/event-stream',
        body: isReset ? 'event: reset\ndata: {}\n\n' : beat(),
      }),
    )
    await page.goto(`${url}/services/1/edit`)
    await page.getByLabel('Name', { exact: true }).fill('typed')
    isReset = true
    await page.getByRole('link', { name: 'Other data now. Reload' }).waitFor()
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('typed')
  })
})
