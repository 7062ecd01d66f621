import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../test/support/engines.ts'
import { openBrowser, openTab } from './support/browser.ts'
import { logIn, someone } from './support/client.ts'
import { buildOnSqlite } from './support/house.ts'
import { startTarget } from './support/target.ts'
import { until } from './support/until.ts'

/** The status that the row of a service shows. */
const statusOf = (page: Page, name: string) =>
  page.getByRole('row').filter({ hasText: name }).locator('.c-status b')

async function showsBy(page: Page, name: string, status: string): Promise<void> {
  await statusOf(page, name).getByText(status, { exact: true }).waitFor({ timeout: 15_000 })
}

/** Follows the printed link and makes the account, as a new user does. */
async function setUp(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await page.getByLabel('E-mail').fill(someone.email)
  await page.getByLabel('Password').fill(someone.password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByText('No services yet', { exact: false }).first().waitFor()
}

async function addService(page: Page, name: string, url: string): Promise<void> {
  await page.getByRole('link', { name: 'Add service' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Address', { exact: true }).fill(url)
  await page.getByLabel('Check interval').fill('1s')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name }).waitFor()
}

describeWith('chromium', 'the page', (executable) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser(executable)
  })
  afterAll(() => browser.close())

  test('a new user adds a target and sees it operational, down and operational again without a reload', async () => {
    await using target = await startTarget()
    await using server = await (await buildOnSqlite()).serve()
    await using tab = await openTab(browser)
    const { page } = tab
    await setUp(page, await server.setupUrl())
    await addService(page, 'My API', target.url)
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }))
    await showsBy(page, 'My API', 'Operational')
    await page.locator('#banner').getByText('All services are operational').waitFor()
    await target.kill()
    await showsBy(page, 'My API', 'Down')
    await page.locator('#banner').getByText('1 of 1 service is down').waitFor()
    await until('the title counts it', async () => (await page.title()).startsWith('(1) '))
    await target.restart()
    await showsBy(page, 'My API', 'Operational')
    await page.locator('#count-healthy').getByText('1', { exact: true }).waitFor()
    expect(await page.evaluate(() => 'sameDocument' in globalThis)).toBe(true)
    expect(tab.complaints).toEqual([])
  })

  test('the same holds with JavaScript switched off, by reloading', async () => {
    await using target = await startTarget()
    await using server = await (await buildOnSqlite()).serve()
    await using tab = await openTab(browser, { javaScriptEnabled: false })
    const { page } = tab
    await setUp(page, await server.setupUrl())
    await addService(page, 'My API', target.url)
    await page.getByRole('link', { name: 'Overview' }).click()
    const shows = (status: string) =>
      until(`a reload shows ${status}`, async () => {
        await page.reload()
        return (await statusOf(page, 'My API').textContent()) === status
      })
    await shows('Operational')
    await target.kill()
    await shows('Down')
    await target.restart()
    await shows('Operational')
    await page.getByRole('link', { name: 'Edit My API' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Our API')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Our API' }).waitFor()
    await page.getByRole('link', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Delete service' }).click()
    await page.getByText('No services yet', { exact: false }).first().waitFor()
    await page.getByRole('button', { name: 'Account menu' }).click()
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByText('You are logged out.').waitFor()
    expect(tab.complaints).toEqual([])
  })

  test('a row comes, changes and goes on the open page when somebody else does that', async () => {
    await using server = await (await buildOnSqlite()).serve()
    await using tab = await openTab(browser)
    const { page } = tab
    await setUp(page, await server.setupUrl())
    const other = await logIn(server)
    await other.addService({ name: 'Theirs', url: 'http://127.0.0.1:9/', check_interval: 60 })
    await page.getByRole('link', { name: 'Theirs', exact: true }).waitFor()
    const change = { body: { name: 'Renamed' }, headers: { 'If-Match': '*' } }
    await other.ask('PATCH', '/api/v1/services/1', change)
    await page.getByRole('link', { name: 'Renamed', exact: true }).waitFor()
    await other.ask('DELETE', '/api/v1/services/1')
    await page.getByRole('link', { name: 'Renamed', exact: true }).waitFor({ state: 'detached' })
    expect(tab.complaints).toEqual([])
  })

  test('what is wrong with a form is said at its field, and what was typed stays', async () => {
    await using server = await (await buildOnSqlite()).serve()
    await using tab = await openTab(browser)
    const { page } = tab
    await setUp(page, await server.setupUrl())
    await page.getByRole('link', { name: 'Add service' }).click()
    await page.getByLabel('Name', { exact: true }).fill('My API')
    await page.getByLabel('Address', { exact: true }).fill('gopher://example.com')
    await page.getByLabel('Check interval').fill('soon')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').getByText('Not saved.').waitFor()
    expect(await page.getByLabel('Check interval').getAttribute('aria-invalid')).toBe('true')
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('My API')
    expect(await page.getByLabel('Check interval').inputValue()).toBe('soon')
  })

  test('a name with a script in it runs nothing, also when it comes over the stream', async () => {
    await using server = await (await buildOnSqlite()).serve()
    await using tab = await openTab(browser)
    const { page } = tab
    await setUp(page, await server.setupUrl())
    const other = await logIn(server)
    const name = `<script>globalThis.ran=1</script><img src=x onerror="globalThis.ran=2">`
    await other.addService({ name, url: 'http://127.0.0.1:9/', check_interval: 60 })
    await page.getByRole('link', { name, exact: true }).waitFor()
    await page.reload()
    await page.getByRole('link', { name, exact: true }).click()
    await page.getByRole('heading', { name }).waitFor()
    expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false)
    expect(tab.complaints).toEqual([])
  })

  test('a log-out elsewhere ends the stream of the page, which says so', async () => {
    await using server = await (await buildOnSqlite()).serve()
    await using tab = await openTab(browser)
    const { page } = tab
    await setUp(page, await server.setupUrl())
    await page.locator('#chip').getByText('Live').waitFor()
    const other = await logIn(server)
    await other.post('/api/v1/me/password', {
      current_password: someone.password,
      new_password: 'battery staple',
    })
    await page.locator('#chip').getByText('Signed out').waitFor({ timeout: 10_000 })
  })
})
