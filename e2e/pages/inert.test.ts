import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../../test/support/engines.ts'
import { openBrowser, openTab } from '../support/browser.ts'
import { firstAdmin } from '../support/client.ts'
import { furnish, hostile } from '../support/furnish.ts'
import { buildOnSqlite } from '../support/house.ts'
import { enter, live } from '../support/visitor.ts'

/** Every page on which text of a user or a target stands. */
const pages = [
  '/',
  '/services',
  `/services?q=${encodeURIComponent(hostile)}`,
  `/services?tag=${encodeURIComponent(hostile)}`,
  '/services/2',
  '/services/2/checks',
  '/services/2/edit',
  '/services/2/delete',
  `/search?q=${encodeURIComponent(hostile)}`,
  `/login?next=${encodeURIComponent(hostile)}`,
  '/settings/audit',
  `/${encodeURIComponent(hostile)}`,
]

/** What would be there if the text had become markup. */
const made = `({
  ran: 'ran' in globalThis,
  script: document.querySelectorAll('script:not([src])').length,
  image: document.querySelectorAll('img[src=x]').length,
  hx: document.querySelectorAll('[hx-get="/livez"]').length,
  titles: document.querySelectorAll('head > title').length,
})`
const nothing = { ran: false, script: 0, image: 0, hx: 0, titles: 1 }

describeWith('chromium', 'text of users and targets', (executable) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser(executable)
  })
  afterAll(() => browser.close())

  async function flawsOf(page: Page, what: string): Promise<string[]> {
    const found = await page.evaluate<typeof nothing>(made)
    return JSON.stringify(found) === JSON.stringify(nothing)
      ? []
      : [`${what}: ${JSON.stringify(found)}`]
  }

  test('is text on every page, in the answers of forms, and when it comes over the stream', async () => {
    await using stack = new AsyncDisposableStack()
    const server = stack.use(await (await buildOnSqlite()).serve())
    const client = await firstAdmin(server)
    await furnish(client, stack)
    const { page, complaints } = stack.use(await openTab(browser))
    await enter(page.context(), server)
    const flaws: string[] = []
    for (const path of pages) {
      await page.goto(`${server.url}${path}`)
      flaws.push(...(await flawsOf(page, path)))
    }
    await page.goto(`${server.url}/services/new`)
    await page.getByLabel('Name', { exact: true }).fill(hostile)
    await page.getByLabel('Address', { exact: true }).fill(`gopher://${hostile}`)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Not saved.').first().waitFor()
    flaws.push(...(await flawsOf(page, 'a form with errors')))
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe(hostile)
    await page.goto(server.url)
    await live(page)
    const renamed = `${hostile} again`
    const change = { body: { name: renamed }, headers: { 'If-Match': '*' } }
    await client.ask('PATCH', '/api/v1/services/1', change)
    await page.getByRole('link', { name: renamed }).first().waitFor()
    flaws.push(...(await flawsOf(page, 'the stream')))
    await page.keyboard.press('Control+k')
    await page.keyboard.type('again')
    await page.locator('dialog').getByText(renamed).first().waitFor()
    flaws.push(...(await flawsOf(page, 'the palette')))
    expect(flaws).toEqual([])
    expect(complaints.filter((complaint) => !complaint.includes('status of 4'))).toEqual([])
  })
})
