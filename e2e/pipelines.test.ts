import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Buildbot, startBuildbot } from '../test/support/buildbot/server.ts'
import { describeWith } from '../test/support/engines.ts'
import { openBrowser, openTab } from './support/browser.ts'
import { type Client, firstAdmin, someone } from './support/client.ts'
import { buildOnSqlite } from './support/house.ts'
import { listen } from './support/listener.ts'
import { until } from './support/until.ts'

/** A CI server that is real, commits that are real, and the page that somebody has open. */

/** From the push, which is when Buildbot has it, to the pixel. */
const pixelMs = 5_000

type Stats = { readonly totals: { readonly success: number; readonly failed: number } }
type Hook = { readonly url: string; readonly secret: string }
type Listed = { readonly items: readonly Readonly<Record<string, unknown>>[] }

async function logInto(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/login`)
  await page.getByLabel('E-mail').fill(someone.email)
  await page.getByLabel('Password').fill(someone.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { level: 1 }).first().waitFor()
}

const rowSays = (page: Page, word: string, timeout: number): Promise<void> =>
  page
    .locator('#p-ci tr', { hasText: 'lamp' })
    .getByText(word, { exact: false })
    .first()
    .waitFor({ timeout })

const read = async (client: Client, path: string) => (await client.read('GET', path)) as Listed

async function connect(client: Client, buildbot: Buildbot): Promise<number> {
  const body = { name: 'builds', platform: 'buildbot', config: { url: buildbot.url } }
  const { id } = (await client.read('POST', '/api/v1/connections', { body })) as { id: number }
  await until('the builder is listed', async () =>
    (await read(client, '/api/v1/projects')).items.some(
      (one) => one.filled_at !== null && one.name === 'lamp' && one.freshness === 'fresh',
    ),
  )
  return id
}

/** Red, then green: on the page, in history, in statistics, on the WebSocket. */
async function followsPushes(client: Client, page: Page, buildbot: Buildbot): Promise<void> {
  using heard = await listen(client, '', '/api/v1/pipelines/ws')
  for (const [index, [red, word, status]] of (
    [
      [true, 'failed', 'failed'],
      [false, 'passed', 'success'],
    ] as const
  ).entries()) {
    const push = await buildbot.push('main', { red, held: true, message: `${word} lamps` })
    const pushedAt = performance.now()
    await rowSays(page, 'running', pixelMs)
    expect(performance.now() - pushedAt).toBeLessThan(pixelMs)
    push.release()
    await push.finished()
    await rowSays(page, word, pixelMs)
    expect(await heard.message(index)).toMatchObject({
      Project: 'lamp',
      Status: status,
      SHA: push.sha,
    })
    const { items } = await read(client, '/api/v1/pipelines')
    expect(items[0]).toMatchObject({
      status,
      sha: push.sha,
      branch: 'main',
      message: `${word} lamps`,
    })
  }
  await until('both are in the statistics', async () => {
    const stats = await client.read<Stats>('GET', '/api/v1/pipelines/stats?days=2')
    return stats.totals.success === 1 && stats.totals.failed === 1
  })
}

describeWith('chromium', 'a git push', (executable) => {
  let browser: Browser
  let buildbot: Buildbot
  beforeAll(async () => {
    browser = await openBrowser(executable)
  })
  afterAll(() => browser.close())

  describeWith('buildbot', 'that a real CI server builds', (python) => {
    const open = async (config = '') => {
      buildbot = await startBuildbot(python, { builders: ['lamp'] })
      const house = await buildOnSqlite()
      mkdirSync(join(house.cwd, 'config'))
      writeFileSync(join(house.cwd, 'config', 'config.yaml'), config)
      const server = await house.serve()
      return { server, client: await firstAdmin(server) }
    }

    test('is on the open page in under 5 s by its webhook, red and then green', async () => {
      const { server, client } = await open()
      await using _bot = buildbot
      await using _server = server
      const id = await connect(client, buildbot)
      const hook = await client.read<Hook>('GET', `/api/v1/connections/${id}/webhook`)
      await buildbot.setWebhook({ url: hook.url, headers: { 'X-Pharos-Token': hook.secret } })
      await using tab = await openTab(browser)
      await logInto(tab.page, server.url)
      await tab.page.goto(`${server.url}/ci`)
      await rowSays(tab.page, 'lamp', pixelMs)
      await followsPushes(client, tab.page, buildbot)
      expect(tab.complaints).toEqual([])
    })

    test('is there too by polling alone', async () => {
      const { server, client } = await open('cache: { refresh_interval: 1s }\n')
      await using _bot = buildbot
      await using _server = server
      await connect(client, buildbot)
      await using tab = await openTab(browser)
      await logInto(tab.page, server.url)
      await tab.page.goto(`${server.url}/ci`)
      await rowSays(tab.page, 'lamp', pixelMs)
      await followsPushes(client, tab.page, buildbot)
    })
  })
})
