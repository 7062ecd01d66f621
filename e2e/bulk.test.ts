import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith } from '../test/support/engines.ts'
import { openBrowser, openTab, type Tab } from './support/browser.ts'
import { type Client, firstAdmin } from './support/client.ts'
import { buildOnSqlite } from './support/house.ts'
import { until } from './support/until.ts'
import { enter, live } from './support/visitor.ts'

type Here = AsyncDisposable & { readonly tab: Tab; readonly other: Client; readonly list: string }

const box = (page: Page, name: string) =>
  page.getByRole('checkbox', { name: `Select ${name}`, exact: true })

const statuses = async (other: Client) => (await other.services()).map(({ status }) => status)

const rename = (other: Client, id: number, name: string) =>
  other.ask('PATCH', `/api/v1/services/${id}`, { body: { name }, headers: { 'If-Match': '*' } })

describeWith('chromium', 'actions for many services', (executable) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser(executable)
  })
  afterAll(() => browser.close())

  /** The list of three services, `a`, `b` and `c`, in a tab of an admin. */
  async function open(options: BrowserContextOptions = {}): Promise<Here> {
    await using stack = new AsyncDisposableStack()
    const server = stack.use(await (await buildOnSqlite()).serve())
    const other = await firstAdmin(server)
    for (const name of ['a', 'b', 'c']) {
      await other.addService({ name, url: 'http://127.0.0.1:9/', check_interval: '1h' })
    }
    const tab = stack.use(await openTab(browser, options))
    await enter(tab.page.context(), server)
    const list = `${server.url}/services`
    const kept = stack.move()
    return { tab, other, list, [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose]() }
  }

  test('go from the keyboard: Enter in the field of the tag adds it', async () => {
    await using here = await open()
    const { page, complaints } = here.tab
    await page.goto(here.list)
    await live(page)
    await box(page, 'a').focus()
    await page.keyboard.press('Space')
    await page.getByRole('checkbox', { name: 'Select all on this page' }).press('Space')
    await box(page, 'b').press('Space')
    const field = page.getByRole('textbox', { name: 'Tag' })
    await field.fill('Night')
    await field.press('Enter')
    await page.getByText('2 tagged night').waitFor()
    expect(await page.locator('input[name=pick]:checked').count()).toBe(0)
    expect(await field.isVisible()).toBe(false)
    await page.keyboard.press('Enter')
    await page.getByText('2 tagged night').waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'night', exact: true }).first().waitFor()
    const tagged = await here.other.get('/api/v1/services')
    expect(tagged.text.match(/"tags":\["night"\]/g)).toHaveLength(2)
    expect(complaints).toEqual([])
  })

  test('ask before they delete, and leave alone what somebody else has changed', async () => {
    await using here = await open()
    const { page } = here.tab
    // Without the stream the page goes on showing what is no longer so.
    await page.route('**/stream*', (route) => route.abort())
    await page.goto(here.list)
    await box(page, 'a').check()
    await box(page, 'b').check()
    await page.getByRole('button', { name: 'Delete…' }).click()
    await page.getByText('Delete 2 services?').waitFor()
    await rename(here.other, 1, 'precious')
    await page.getByRole('button', { name: 'Delete 2 services' }).click()
    await page.getByText('1 deleted, 1 changed meanwhile').waitFor()
    expect((await here.other.services()).map(({ name }) => name)).toEqual(['precious', 'c'])
    await page.getByRole('button', { name: 'Delete 1 service as changed' }).click()
    await page.getByText('1 deleted', { exact: true }).waitFor()
    expect((await here.other.services()).map(({ name }) => name)).toEqual(['c'])
  })

  test('reach the rows over the stream, where they are ticked no more', async () => {
    await using here = await open()
    const { page } = here.tab
    await page.goto(here.list)
    await live(page)
    await page.getByRole('checkbox', { name: 'Select all on this page' }).check()
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByText('3 paused').waitFor()
    await until('all rows are paused', async () => {
      const rows = page.locator('tr[data-status=paused]:not(:has(:checked))')
      return (await rows.count()) === 3
    })
    expect(await statuses(here.other)).toEqual(['PAUSED', 'PAUSED', 'PAUSED'])
  })

  test.each([1_280, 900])('leave every row as high as the next, %i px wide', async (width) => {
    await using here = await open({ viewport: { width, height: 800 } })
    const { page } = here.tab
    const url = `http://127.0.0.1:9/${'long/'.repeat(40)}`
    const tags = ['shop', 'team:web', 'eu/west-1', 'night', 'more']
    for (const name of ['tagged', 'long '.repeat(30)]) {
      await here.other.ask('POST', '/api/v1/services', { body: { name, url, tags } })
    }
    await page.goto(here.list)
    await live(page)
    const rows = await page.locator('#services-body tr[id]').all()
    const heights = await Promise.all(rows.map((row) => row.evaluate((tr) => tr.clientHeight)))
    expect(heights).toHaveLength(5)
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThanOrEqual(1)
  })

  test('work without a script, conflicts and all', async () => {
    await using here = await open({ javaScriptEnabled: false })
    const { page } = here.tab
    await page.goto(`${here.list}?sort=name`)
    expect(await page.getByRole('button', { name: 'Pause', exact: true }).isVisible()).toBe(false)
    expect(await page.locator('#pick-all').isVisible()).toBe(false)
    await box(page, 'a').check()
    await box(page, 'b').check()
    await rename(here.other, 2, 'renamed')
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByRole('heading', { name: '1 paused, 1 changed meanwhile' }).waitFor()
    await page.getByRole('button', { name: 'Pause 1 service as changed' }).click()
    await page.getByRole('heading', { name: '1 paused' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: '1 already paused' }).waitFor()
    await page.getByRole('link', { name: 'Back to the services' }).click()
    expect(page.url()).toBe(`${here.list}?sort=name`)
    await box(page, 'renamed').check()
    await page.getByRole('button', { name: 'Delete…' }).click()
    await page.getByRole('button', { name: 'Delete 1 service' }).click()
    await page.getByRole('heading', { name: '1 deleted' }).waitFor()
    expect((await here.other.services()).map(({ name }) => name)).toEqual(['a', 'c'])
  })
})
