import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { describeWith, engine } from '../../test/support/engines.ts'
import { violationsOf } from '../support/axe.ts'
import { openBrowser, openTab, type Tab } from '../support/browser.ts'
import { type Client, createClient, firstAdmin, logIn } from '../support/client.ts'
import { freshPostgres } from '../support/database.ts'
import { furnish } from '../support/furnish.ts'
import { buildOnSqlite } from '../support/house.ts'
import { furnishPipelines } from '../support/pipelines.ts'
import type { Server } from '../support/program.ts'
import { startProxy } from '../support/proxy.ts'
import { enter, live } from '../support/visitor.ts'

const themes = ['light', 'dark'] as const
const widths = [1_440, 768, 390] as const

/** Pages that stand still, by their addresses; `1` is a service and a user. */
const pages = [
  '/',
  '/services',
  '/services?status=down&sort=name',
  '/services?q=nothing-is-called-this',
  '/services/1',
  '/services/2',
  '/services/2/checks',
  '/services/new',
  '/services/1/edit',
  '/services/1/delete',
  '/search?q=sh',
  '/account',
  '/settings',
  '/settings/users',
  '/settings/audit',
  '/nowhere',
] as const

/** Pages of pipelines; `1` is a project, a run and a connection. */
const pipelinePages = [
  '/',
  '/ci',
  '/ci?group=owner&status=failed',
  '/ci/1',
  '/ci/runs/1',
  '/ci/stats',
  '/ci/wall',
  '/deployments',
  '/connections',
  '/connections/1',
  '/connections/new?platform=gitlab',
  '/account',
] as const

/** What to do on a page before looking at it. */
type Act = (page: Page) => Promise<unknown>

const states: readonly (readonly [string, string, Act])[] = [
  [
    'the form with errors',
    '/services/new',
    (page) =>
      page
        .getByRole('button', { name: /^(Save|Add)/ })
        .first()
        .click(),
  ],
  ['an opened menu of shortcuts', '/', (page) => page.keyboard.press('?')],
  ['the command palette', '/', (page) => page.keyboard.press('Control+k')],
  ['chosen rows', '/services', (page) => page.locator('input[name=pick]').first().check()],
]

describeWith('chromium', 'every page can be used by everybody', (executable) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser(executable)
  })
  afterAll(() => browser.close())

  /** Looks at a page in each theme and width. @returns what is wrong anywhere. */
  async function look(page: Page, what: string): Promise<string[]> {
    const found: string[] = []
    for (const colorScheme of themes) {
      await page.emulateMedia({ colorScheme })
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 })
        const violations = await violationsOf(page)
        found.push(
          ...violations.map((violation) => `${what}, ${colorScheme}, ${width}: ${violation}`),
        )
        const sideways = await page.evaluate<number>(
          'document.documentElement.scrollWidth - innerWidth',
        )
        if (sideways > 0) found.push(`${what}, ${width}: ${sideways} px wider than the screen`)
      }
    }
    return found
  }

  async function furnished(): Promise<{ server: Server; tab: Tab; client: Client }> {
    const stack = new AsyncDisposableStack()
    onTestFinished(() => stack.disposeAsync())
    const server = stack.use(await (await buildOnSqlite()).serve())
    const client = await firstAdmin(server)
    await furnish(client, stack)
    const tab = stack.use(await openTab(browser))
    await enter(tab.page.context(), server)
    return { server, tab, client }
  }

  test('with services of every kind on it', async () => {
    const { server, tab } = await furnished()
    const { page } = tab
    const found: string[] = []
    for (const path of pages) {
      await page.goto(`${server.url}${path}`)
      found.push(...(await look(page, path)))
    }
    expect(found).toEqual([])
  })

  test('with projects of every status on it', async () => {
    const stack = new AsyncDisposableStack()
    onTestFinished(() => stack.disposeAsync())
    const server = stack.use(await (await buildOnSqlite()).serve())
    await furnishPipelines(await firstAdmin(server))
    const { page, complaints } = stack.use(await openTab(browser))
    await enter(page.context(), server)
    const found: string[] = []
    for (const path of pipelinePages) {
      await page.goto(`${server.url}${path}`)
      found.push(...(await look(page, path)))
    }
    expect(found).toEqual([])
    expect(complaints).toEqual([])
  })

  test('in the states that somebody at work brings them into', async () => {
    const { server, tab, client } = await furnished()
    const { page } = tab
    const found: string[] = []
    for (const [what, path, act] of states) {
      await page.setViewportSize({ width: 1_440, height: 900 })
      await page.goto(`${server.url}${path}`)
      await act(page)
      found.push(...(await look(page, what)))
    }
    await page.setViewportSize({ width: 1_440, height: 900 })
    await page.goto(`${server.url}/services/1/edit`)
    await live(page)
    await page.getByLabel('Name', { exact: true }).fill('Mine')
    const change = { body: { name: 'Theirs' }, headers: { 'If-Match': '*' } }
    await client.ask('PATCH', '/api/v1/services/1', change)
    await page.locator('.notice:not(:empty)').waitFor()
    found.push(...(await look(page, 'a form that somebody overtook')))
    await page.setViewportSize({ width: 1_440, height: 900 })
    await page.getByRole('button', { name: /^Save/ }).first().click()
    await page.getByText('Theirs').first().waitFor()
    found.push(...(await look(page, 'a conflict')))
    expect(found).toEqual([])
  })

  test('before there is anything, and before somebody is let in', async () => {
    await using server = await (await buildOnSqlite()).serve()
    await using tab = await openTab(browser)
    const { page } = tab
    await page.goto(await server.setupUrl())
    const found = await look(page, 'set-up')
    await firstAdmin(server)
    await page.goto(`${server.url}/login`)
    found.push(...(await look(page, 'log-in')))
    await enter(page.context(), server)
    for (const path of ['/', '/services', '/settings/users']) {
      await page.goto(`${server.url}${path}`)
      found.push(...(await look(page, `${path}, empty`)))
    }
    expect(found).toEqual([])
  })

  test('for somebody who may only look', async () => {
    const { server, tab, client } = await furnished()
    const { invitation } = await client.read<{ invitation: string }>(
      'POST',
      '/api/v1/invitations',
      {
        body: { role: 'viewer' },
      },
    )
    const viewer = { email: 'viewer@example.com', password: 'only looking' }
    await createClient(server.url).read('POST', '/api/v1/auth/register', {
      body: { ...viewer, invitation },
    })
    await logIn(server, viewer)
    const { page } = tab
    await page.context().clearCookies()
    await enter(page.context(), server, viewer)
    const found: string[] = []
    for (const path of ['/', '/services/2', '/services/new', '/settings/users']) {
      await page.goto(`${server.url}${path}`)
      found.push(...(await look(page, `${path}, viewer`)))
    }
    expect(found).toEqual([])
  })

  describe('while the database is away', () => {
    const postgres = engine('postgres')
    describeWith('postgres', 'on PostgreSQL', () => {
      test('and the pages show what they know', async () => {
        if (!postgres.present) throw new Error(postgres.reason)
        await using stack = new AsyncDisposableStack()
        const database = stack.use(await freshPostgres(postgres.address))
        const far = new URL(database.url)
        const proxy = stack.use(await startProxy({ host: far.hostname, port: Number(far.port) }))
        const near = new URL(database.url)
        near.host = `127.0.0.1:${proxy.port}`
        const house = await buildOnSqlite()
        const server = stack.use(await house.serve({ env: { DATABASE_URL: near.href } }))
        const client = await firstAdmin(server)
        await furnish(client, stack)
        const tab = stack.use(await openTab(browser))
        const { page } = tab
        await enter(page.context(), server)
        await page.goto(server.url)
        await live(page)
        await proxy.shut()
        await page.locator('#banner[data-state=stale]').waitFor({ timeout: 30_000 })
        expect(await look(page, 'stale')).toEqual([])
        await proxy.open()
        await page.locator('#banner:not([data-state=stale])').waitFor({ timeout: 30_000 })
      })
    })
  })
})
