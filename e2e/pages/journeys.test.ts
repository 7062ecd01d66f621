import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { describeWith } from '../../test/support/engines.ts'
import { openBrowser, openTab, type Tab } from '../support/browser.ts'
import { someone } from '../support/client.ts'
import { type Hands, keyboard, mouse } from '../support/hands.ts'
import { buildOnSqlite } from '../support/house.ts'
import type { Server } from '../support/program.ts'
import { startTarget, type Target } from '../support/target.ts'

type Scene = {
  readonly server: Server
  readonly target: Target
  readonly tab: Tab
  readonly page: Page
  readonly hands: Hands
  /** Goes to a page by its address. The host stays the one that has the session's cookie. */
  readonly visit: (path: string) => Promise<unknown>
}

/** Each way in which somebody may have to use the pages. */
const ways = [
  { way: 'with a pointer', javaScriptEnabled: true, handsOf: mouse },
  { way: 'with the keyboard alone', javaScriptEnabled: true, handsOf: keyboard },
  { way: 'without JavaScript', javaScriptEnabled: false, handsOf: mouse },
  {
    way: 'with the keyboard alone, without JavaScript',
    javaScriptEnabled: false,
    handsOf: keyboard,
  },
] as const

const button = (page: Page | Locator, name: string | RegExp): Locator =>
  page.getByRole('button', { name, exact: true })
const link = (page: Page | Locator, name: string | RegExp): Locator =>
  page.getByRole('link', { name, exact: true })
const heading = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('heading', { name }).first().waitFor()

async function setUp({ page, hands, server }: Scene): Promise<void> {
  await page.goto(await server.setupUrl())
  await hands.fill(page.getByLabel('E-mail'), someone.email)
  await hands.fill(page.getByLabel('Password', { exact: true }), someone.password)
  await hands.click(button(page, 'Create account'))
  await page.getByText('No services yet').first().waitFor()
}

async function add({ page, hands, target, visit }: Scene, name: string): Promise<void> {
  await visit('/services')
  await hands.click(link(page, 'Add service').first())
  await hands.fill(page.getByLabel('Name', { exact: true }), name)
  await hands.fill(page.getByLabel('Address', { exact: true }), target.url)
  await hands.fill(page.getByLabel('Tags'), 'shop')
  await hands.click(button(page, 'Test now'))
  await page.locator('#try-result').getByText('200 OK').waitFor()
  await hands.click(button(page, 'Save'))
  await page.waitForURL(/\/services\/\d+$/)
  await heading(page, name)
}

describeWith('chromium', 'everything can be done', (executable) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser(executable)
  })
  afterAll(() => browser.close())

  describe.each(ways)('$way', ({ javaScriptEnabled, handsOf }) => {
    async function enterScene(): Promise<Scene> {
      const stack = new AsyncDisposableStack()
      onTestFinished(() => stack.disposeAsync())
      const target = stack.use(await startTarget())
      const server = stack.use(await (await buildOnSqlite()).serve())
      const tab = stack.use(await openTab(browser, { javaScriptEnabled }))
      const { page } = tab
      const visit = (path: string) => page.goto(new URL(path, page.url()).href)
      const scene = { server, target, tab, page, hands: handsOf(page), visit }
      await setUp(scene)
      return scene
    }

    test('services are pasted, added after a trial, found, changed, paused, tagged and deleted', async () => {
      const scene = await enterScene()
      const { page, hands, target, tab, visit } = scene
      await hands.fill(page.getByLabel('One a line'), `${target.url}/one`)
      await hands.click(button(page, 'Add all'))
      await page.getByText('1 added').first().waitFor()
      await add(scene, 'Checkout')
      await hands.click(link(page, 'Edit').first())
      await hands.fill(page.getByLabel('Name', { exact: true }), 'Checkout desk')
      await hands.click(button(page, 'Save').first())
      await heading(page, 'Checkout desk')
      await hands.click(button(page, 'Pause').first())
      await page.getByText('Paused').first().waitFor()
      await hands.click(button(page, 'Resume').first())
      await button(page, 'Pause').first().waitFor()
      await visit('/services')
      await hands.fill(page.locator('main').getByRole('searchbox'), 'desk')
      await hands.click(button(page, 'Apply'))
      await link(page, 'Checkout desk').waitFor()
      expect(await page.locator('tbody tr[id]').count()).toBe(1)
      await hands.click(page.getByLabel('Select Checkout desk'))
      const bar = page.locator('#bulk')
      await hands.fill(bar.getByLabel(/tag/i).first(), 'money')
      await hands.click(button(bar, /^(Add tag|Tag)/))
      await page
        .getByText(/1 tagged/)
        .first()
        .waitFor()
      await visit('/services?tag=money')
      await link(page, 'Checkout desk').waitFor()
      await hands.click(page.getByLabel('Select Checkout desk'))
      await hands.click(button(bar, 'Delete…'))
      await hands.click(button(page, /^Delete \d/))
      await page
        .getByText(/1 deleted/)
        .first()
        .waitFor()
      expect(tab.complaints).toEqual([])
    })

    test('a colleague is invited, comes in, gets another role, and is shown out', async () => {
      const scene = await enterScene()
      const { page, hands, tab, visit } = scene
      await visit('/settings/users')
      await hands.click(button(page, 'Create invitation'))
      const address = await page.locator('input[readonly]').first().inputValue()
      await using other = await openTab(browser, { javaScriptEnabled })
      const otherHands = handsOf(other.page)
      await other.page.goto(address)
      await otherHands.fill(other.page.getByLabel('E-mail'), 'ana@example.com')
      await otherHands.fill(other.page.getByLabel('Password', { exact: true }), 'fresh bread')
      await otherHands.click(button(other.page, /account/i))
      await other.page
        .getByText(/services/i)
        .first()
        .waitFor()
      await visit('/settings/users')
      await hands.click(link(page, /Change ana@example.com|Change/).last())
      await page.getByLabel('Role').selectOption('editor')
      await hands.click(button(page, 'Save').first())
      await page.waitForURL(/done=saved/)
      await visit('/settings/users')
      await page.getByText('editor').first().waitFor()
      await visit('/settings/audit')
      await page.getByText('ana@example.com').first().waitFor()
      await other.page.goto(new URL('/account', address).href)
      await otherHands.fill(
        other.page.locator('form[action="/account/tokens"]').getByLabel('Name', { exact: true }),
        'a script',
      )
      await otherHands.click(button(other.page, 'Create token'))
      await other.page.getByText(/not shown again/).waitFor()
      expect([...tab.complaints, ...other.complaints]).toEqual([])
    })

    test('the way in and out: set up, search, help, preferences, log out, log in', async () => {
      const scene = await enterScene()
      const { page, hands, tab, visit } = scene
      await add(scene, 'Checkout')
      await visit('/search?q=check')
      await hands.click(page.locator('main a[href^="/services/"]', { hasText: 'Checkout' }).first())
      await heading(page, 'Checkout')
      await visit('/account')
      await page.locator('main').getByLabel('Theme').selectOption('dark')
      await hands.click(button(page, /^Save/).first())
      await page.locator('html[data-theme=dark]').waitFor()
      await hands.click(button(page, 'Account menu'))
      await hands.click(button(page, 'Log out').first())
      await page.getByText('You are logged out.').waitFor()
      await hands.fill(page.getByLabel('E-mail'), someone.email)
      await hands.fill(page.getByLabel('Password', { exact: true }), someone.password)
      await hands.click(button(page, 'Log in'))
      await link(page, 'Checkout').first().waitFor()
      expect(tab.complaints).toEqual([])
    })
  })
})
