import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../test/support/engines.ts'
import { openBrowser, openTab } from './support/browser.ts'
import { type Client, firstAdmin, someone } from './support/client.ts'
import { buildOnSqlite, type House } from './support/house.ts'
import type { Server } from './support/program.ts'
import { says, startTarget } from './support/target.ts'

async function enter(page: Page, { url }: Server): Promise<void> {
  await page.goto(`${url}/login`)
  await page.getByLabel('E-mail').fill(someone.email)
  await page.getByLabel('Password').fill(someone.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: 'Account menu' }).waitFor()
}

type Here = AsyncDisposable & { house: House; server: Server; other: Client }

async function open(): Promise<Here> {
  const house = await buildOnSqlite()
  const server = await house.serve()
  const other = await firstAdmin(server)
  return { house, server, other, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

const theirs = { name: 'Theirs', url: 'http://127.0.0.1:9/', check_interval: 60 }

const change = (other: Client, body: Record<string, unknown>) =>
  other.ask('PATCH', '/api/v1/services/1', { body, headers: { 'If-Match': '*' } })

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true })
const save = (page: Page) => page.getByRole('button', { name: /^Save/ })

describeWith('chromium', 'the form of a service', (executable) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser(executable)
  })
  afterAll(() => browser.close())

  test('says that somebody else saved, shows both, and saves what was decided', async () => {
    await using here = await open()
    await using tab = await openTab(browser)
    const { page } = tab
    await here.other.addService(theirs)
    await enter(page, here.server)
    await page.goto(`${here.server.url}/services/1/edit`)
    await field(page, 'Name').fill('Mine')
    await field(page, 'Tags').fill('mine')
    await change(here.other, { name: 'Renamed', tags: ['theirs'], failures_to_down: 5 })
    await page.getByText('it is at version 2 now').waitFor()
    expect(await field(page, 'Name').inputValue()).toBe('Mine')
    expect(await save(page).textContent()).toBe('Save')
    await page.getByRole('button', { name: 'Review' }).click()
    await page.getByText('changed this service while you did').waitFor()
    expect(await field(page, 'Failures until down').inputValue()).toBe('5')
    expect(await save(page).textContent()).toBe('Save mine over version 2')
    await page.getByLabel('Use theirs for Tags').check()
    await field(page, 'Name').press('Enter')
    await page.getByRole('heading', { name: 'Mine' }).waitFor()
    const saved = await here.other.service(1)
    expect(saved).toMatchObject({ name: 'Mine', tags: ['theirs'], failures_to_down: 5, rev: 3 })
    // A refused save is a failed request to the browser's console, and nothing else is.
    expect(tab.complaints.filter((text) => !text.includes('409'))).toEqual([])
  })

  test('shows both without a script, too', async () => {
    await using here = await open()
    await using tab = await openTab(browser, { javaScriptEnabled: false })
    const { page } = tab
    await here.other.addService(theirs)
    await enter(page, here.server)
    await page.goto(`${here.server.url}/services/1/edit`)
    await field(page, 'Name').fill('Mine')
    await change(here.other, { name: 'Renamed' })
    await save(page).click()
    await page.getByText('changed this service while you did').waitFor()
    expect(await field(page, 'Name').inputValue()).toBe('Mine')
    await page.getByRole('button', { name: 'Save mine over version 2' }).click()
    await page.getByRole('heading', { name: 'Mine' }).waitFor()
  })

  test('of a deleted service says so and makes a new one of what was typed', async () => {
    await using here = await open()
    await using tab = await openTab(browser)
    const { page } = tab
    await here.other.addService(theirs)
    await enter(page, here.server)
    await page.goto(`${here.server.url}/services/1/edit`)
    await field(page, 'Name').fill('Mine')
    await here.other.ask('DELETE', '/api/v1/services/1')
    await page.getByText('Somebody deleted this service meanwhile').waitFor()
    expect(await field(page, 'Name').inputValue()).toBe('Mine')
    await save(page).click()
    await page.getByRole('button', { name: 'Create it again' }).click()
    await page.getByRole('heading', { name: 'Mine' }).waitFor()
    expect((await here.other.services()).map(({ id, name }) => [id, name])).toEqual([[2, 'Mine']])
  })

  test('is sent once when its button is pressed twice', async () => {
    await using here = await open()
    await using tab = await openTab(browser)
    const { page } = tab
    await enter(page, here.server)
    await page.goto(`${here.server.url}/services/new`)
    const held = Promise.withResolvers<void>()
    let sent = 0
    await page.route('**/services', async (route) => {
      sent += 1
      await held.promise
      await route.continue()
    })
    await field(page, 'Name').fill('Mine')
    await field(page, 'Address').fill(theirs.url)
    await save(page).dblclick()
    const busy = page.getByRole('button', { name: 'Saving…' })
    await busy.waitFor()
    await busy.dispatchEvent('click')
    held.resolve()
    await page.getByRole('heading', { name: 'Mine' }).waitFor()
    expect(sent).toBe(1)
    expect(await here.other.services()).toHaveLength(1)
  })

  test('keeps what was typed while the server is away, and saves it when it is back', async () => {
    await using here = await open()
    await using tab = await openTab(browser)
    const { page } = tab
    await enter(page, here.server)
    await page.goto(`${here.server.url}/services/new`)
    await field(page, 'Name').fill('Mine')
    await field(page, 'Address').fill(theirs.url)
    const { port } = here.server
    await here.server.stop()
    await save(page).click()
    await page.getByText('Not saved, try again.').first().waitFor()
    expect(await field(page, 'Name').inputValue()).toBe('Mine')
    await using _again = await here.house.serve({ port })
    await save(page).click()
    await page.getByRole('heading', { name: 'Mine' }).waitFor()
  })

  test.each([true, false])(
    'tests its address without saving it (with a script: %s)',
    async (javaScriptEnabled) => {
      await using target = await startTarget(says(500))
      await using here = await open()
      await using tab = await openTab(browser, { javaScriptEnabled })
      const { page } = tab
      await enter(page, here.server)
      await page.goto(`${here.server.url}/services/new`)
      await field(page, 'Address').fill(target.url)
      await page.getByRole('button', { name: 'Test now' }).click()
      const result = page.getByRole('status', { name: 'Test' })
      await result.getByText('expected 200-299, got 500').first().waitFor()
      await page.locator('summary', { hasText: 'More' }).click()
      await field(page, 'Expected status').fill('500')
      await page.getByRole('button', { name: 'Test now' }).click()
      await result.getByText('500 Internal Server Error').first().waitFor()
      await result.getByText('Up', { exact: true }).waitFor()
      expect(await field(page, 'Address').inputValue()).toBe(target.url)
      expect(await here.other.services()).toEqual([])
      expect(tab.complaints).toEqual([])
    },
  )

  test('tests again what was typed meanwhile, and says so until that has ended', async () => {
    await using here = await open()
    await using tab = await openTab(browser)
    const { page } = tab
    await enter(page, here.server)
    await page.goto(`${here.server.url}/services/new`)
    const held = Promise.withResolvers<void>()
    const asked: string[] = []
    await page.route('**/services/try', async (route) => {
      asked.push(new URLSearchParams(route.request().postData() ?? '').get('url') ?? '')
      await held.promise
      await route.continue().catch(() => {})
    })
    await field(page, 'Address').fill('nonsense')
    await page.getByRole('button', { name: 'Test now' }).click()
    const busy = page.getByRole('button', { name: 'Testing…' })
    await busy.waitFor()
    await field(page, 'Address').fill('gopher://a.example')
    const left = page.waitForEvent('requestfailed')
    await busy.dispatchEvent('click')
    await left
    expect(await busy.count()).toBe(1)
    held.resolve()
    await page.getByRole('status', { name: 'Test' }).getByText('Not tested').waitFor()
    await page.getByRole('button', { name: 'Test now' }).waitFor()
    expect(asked).toEqual(['nonsense', 'gopher://a.example'])
  })

  test('asks before a choice is lost, and before what was typed is', async () => {
    await using here = await open()
    await using tab = await openTab(browser)
    const { page } = tab
    await enter(page, here.server)
    await page.goto(`${here.server.url}/services/new`)
    const asked: string[] = []
    page.on('dialog', (dialog) => {
      asked.push(dialog.type())
      return dialog.accept()
    })
    await page.locator('summary', { hasText: 'More' }).click()
    await page.goto(`${here.server.url}/services/new`)
    expect(asked).toEqual([])
    await page.locator('summary', { hasText: 'More' }).click()
    await field(page, 'Method').selectOption('HEAD')
    await page.goto(`${here.server.url}/services/new`)
    expect(asked).toEqual(['beforeunload'])
    await field(page, 'Name').fill('Mine')
    await page.goto(`${here.server.url}/services/new`)
    expect(asked).toHaveLength(2)
  })

  test('shows the settings that its address has', async () => {
    await using here = await open()
    await using tab = await openTab(browser)
    const { page } = tab
    await enter(page, here.server)
    await page.goto(`${here.server.url}/services/new`)
    const more = page.locator('summary', { hasText: 'More' })
    await field(page, 'Address').fill('https://a.example')
    await more.click()
    await field(page, 'Method').selectOption('HEAD')
    await field(page, 'Address').fill('tcp://a.example:1')
    await field(page, 'Method').waitFor({ state: 'hidden' })
    await field(page, 'Address').fill('https://a.example')
    await field(page, 'Method').waitFor()
    expect(await field(page, 'Method').inputValue()).toBe('HEAD')
  })

  test('a pasted list is added where it stands, and keeps what was refused', async () => {
    await using here = await open()
    await using tab = await openTab(browser)
    const { page } = tab
    await enter(page, here.server)
    await page.goto(`${here.server.url}/services/paste`)
    await page.getByLabel('One a line').fill('http://127.0.0.1:9/a\nShop, http://127.0.0.1:9/b\nno')
    await page.getByRole('button', { name: 'Add all' }).click()
    await page.getByText('2 added, 1 refused.').waitFor()
    expect(await page.getByLabel('What was refused').inputValue()).toBe('no')
    const names = (await here.other.services()).map(({ name }) => name)
    expect(names.toSorted()).toEqual(['127.0.0.1:9/a', 'Shop'])
    expect(tab.complaints).toEqual([])
  })
})
