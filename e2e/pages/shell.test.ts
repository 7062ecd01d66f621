import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { describeWith } from '../../test/support/engines.ts'
import { openBrowser, openTab, type Tab } from '../support/browser.ts'
import { firstAdmin } from '../support/client.ts'
import { buildOnSqlite } from '../support/house.ts'
import type { Server } from '../support/program.ts'
import { until } from '../support/until.ts'
import { enter } from '../support/visitor.ts'

const names = ['Mail', 'Payments', 'Shop'] as const

/** Somebody who is logged in and has some services, on the overview. */
async function visit(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Tab & { readonly server: Server }> {
  const server = await (await buildOnSqlite()).serve()
  onTestFinished(() => server[Symbol.asyncDispose]())
  const admin = await firstAdmin(server)
  for (const name of names) {
    await admin.addService({ name, url: 'http://127.0.0.1:9/', check_interval: 3_600 })
  }
  const tab = await openTab(browser, options)
  onTestFinished(() => tab[Symbol.asyncDispose]())
  await enter(tab.page.context(), server)
  await tab.page.goto(server.url)
  return { ...tab, server }
}

const chosen = (page: Page) => page.locator('#palette [aria-selected=true]')
const theme = (page: Page) => page.locator('html').getAttribute('data-theme')
const path = (page: Page) => new URL(page.url()).pathname

/** The name in the row whose link has the focus. */
const focused = (page: Page): Promise<string> =>
  page.evaluate('document.activeElement?.textContent ?? ""')

describeWith('chromium', 'the shell of the pages', (executable) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser(executable)
  })
  afterAll(() => browser.close())

  test('the palette finds a service by some letters, and Enter opens it', async () => {
    const { page, complaints } = await visit(browser)
    await page.keyboard.press('Control+k')
    await chosen(page).getByText('Add service').waitFor()
    await page.keyboard.type('pay')
    await page.getByRole('option', { name: 'Payments' }).waitFor()
    // What may be done comes first, so the service is below it.
    while (!(await chosen(page).textContent())?.includes('Payments')) {
      await page.keyboard.press('ArrowDown')
    }
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Payments' }).waitFor()
    expect(complaints).toEqual([])
  })

  test('Enter means what was typed, however late the results come', async () => {
    const { page } = await visit(browser)
    await page.keyboard.press('Control+k')
    await chosen(page).getByText('Add service').waitFor()
    const held = Promise.withResolvers<void>()
    await page.route('**/partials/palette?q=mail', async (route) => {
      await held.promise
      await route.continue()
    })
    await page.keyboard.type('mail')
    await page.keyboard.press('Enter')
    expect(path(page)).toBe('/')
    held.resolve()
    await page.getByRole('heading', { name: 'Mail' }).waitFor()
  })

  test('the palette changes the theme in place, and the next page has it', async () => {
    const { page, complaints } = await visit(browser)
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }))
    await page.keyboard.press('Control+k')
    await page.keyboard.type('theme dark')
    await chosen(page).getByText('Theme: dark').waitFor()
    const kept = page.waitForResponse('**/account/preferences')
    await page.keyboard.press('Enter')
    expect(await theme(page)).toBe('dark')
    expect(await page.evaluate(() => 'sameDocument' in globalThis)).toBe(true)
    await kept
    await page.reload()
    expect(await theme(page)).toBe('dark')
    await page.keyboard.press('t')
    expect(await theme(page)).toBe('system')
    expect(complaints).toEqual([])
  })

  test('keys go to pages and through rows, and open one', async () => {
    const { page, complaints } = await visit(browser)
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await page.getByRole('heading', { name: 'Services', level: 1 }).waitFor({ state: 'attached' })
    expect(path(page)).toBe('/services')
    await page.waitForLoadState()
    await page.keyboard.press('j')
    const first = await focused(page)
    await page.keyboard.press('j')
    const second = await focused(page)
    expect(names).toContain(first)
    expect(names).toContain(second)
    expect(second).not.toBe(first)
    await page.keyboard.press('k')
    expect(await focused(page)).toBe(first)
    await page.keyboard.press('x')
    expect(await page.locator('[name=pick]:checked').count()).toBe(1)
    await page.keyboard.press('Escape')
    expect(await page.locator('[name=pick]:checked').count()).toBe(0)
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: first }).waitFor()
    await page.waitForLoadState()
    await page.keyboard.press('e')
    await page.getByLabel('Address', { exact: true }).waitFor()
    expect(path(page)).toMatch(/\/edit$/)
    expect(complaints).toEqual([])
  })

  test('help opens with its key and closes with Escape', async () => {
    const { page } = await visit(browser)
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await page.keyboard.press('?')
    await help.waitFor()
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'hidden' })
  })

  test('single keys do nothing in a field, nor where they are switched off', async () => {
    const { page, server } = await visit(browser)
    await page.goto(`${server.url}/services/new`)
    await page.getByLabel('Name', { exact: true }).fill('')
    await page.keyboard.type('?gst')
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('?gst')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.context().addCookies([{ name: 'pharos_shortcuts', value: 'off', url: server.url }])
    await page.goto(server.url)
    await page.keyboard.press('?')
    await page.keyboard.press('t')
    expect(await theme(page)).toBe('system')
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
  })

  test('what went wrong stays until it is dismissed, by the keyboard too', async () => {
    const { page } = await visit(browser)
    await page.route('**/pause', (route) => route.abort())
    await page.getByRole('button', { name: 'Pause Mail' }).click()
    const toast = page.locator('#toasts').getByText('Not done')
    await toast.waitFor()
    await page.getByRole('button', { name: 'Dismiss' }).focus()
    await page.keyboard.press('Enter')
    await toast.waitFor({ state: 'detached' })
  })

  test('everything has a page of its own without JavaScript', async () => {
    const { page, complaints } = await visit(browser, { javaScriptEnabled: false })
    await page.getByRole('link', { name: 'Search' }).click()
    await page.getByRole('searchbox').fill('shop')
    await page.getByRole('main').getByRole('button', { name: 'Search' }).click()
    await page.getByRole('link', { name: /^Shop/ }).click()
    await page.getByRole('heading', { name: 'Shop' }).waitFor()
    await page.getByRole('link', { name: 'Keyboard shortcuts' }).click()
    await page.getByRole('heading', { name: 'Keyboard shortcuts', level: 1 }).waitFor()
    await page.getByRole('button', { name: 'Theme: system' }).click()
    await page.getByRole('button', { name: 'Theme: light' }).waitFor()
    expect(await theme(page)).toBe('light')
    expect(path(page)).toBe('/help')
    expect(complaints).toEqual([])
  })

  test('a phone has the places at its lower edge, and nothing is cut off', async () => {
    const { page } = await visit(browser, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    })
    const bar = page.getByRole('navigation', { name: 'Main' })
    const box = await bar.boundingBox()
    expect(Math.round((box?.y ?? 0) + (box?.height ?? 0))).toBe(844)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    for (const link of await bar.getByRole('link').all()) {
      expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    }
    await bar.getByRole('link', { name: 'Services' }).tap()
    await until('the list is there', async () => path(page) === '/services')
  })
})
