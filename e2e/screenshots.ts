// Takes the pictures of docs/shots/ from the running program, as a new user goes through it:
// `npm run screenshots`.
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { findChromium, openBrowser, openTab } from './support/browser.ts'
import { someone } from './support/client.ts'
import { type Database, sqliteIn } from './support/database.ts'
import { makeFolder } from './support/folder.ts'
import { remember } from './support/past.ts'
import { root, serve } from './support/program.ts'
import { definitionOf, openStore } from './support/seed.ts'
import { type Manner, says, saysAfter, startTarget, type Target } from './support/target.ts'
import { until } from './support/until.ts'

const folder = join(root, 'docs', 'shots')
const wide = { width: 1_280, height: 800 }
const narrow = { width: 390, height: 844 }
/** A picture in a repository is there for ever. */
const mostBytes = 300_000

type Watched = {
  readonly name: string
  readonly path: string
  readonly manner: Manner
  readonly strip: string
  readonly usualMs: number
  readonly degradedAboveMs?: number
  readonly paused?: boolean
}

const intervalMs = 30_000
const up = (count: number): string => 'u'.repeat(count)

/** The house of a small shop: most is well, something was out, something is slow. */
const watched: readonly Watched[] = [
  { name: 'Shop', path: '/health', manner: says(200), strip: up(90), usualMs: 42 },
  {
    name: 'Payments',
    path: '/v2/ping',
    manner: says(200),
    strip: `${up(61)}dddd${up(25)}`,
    usualMs: 88,
  },
  {
    name: 'Search',
    path: '/ready',
    manner: saysAfter(420),
    strip: `${up(48)}ggg${up(20)}g${up(9)}ggggggggg`,
    usualMs: 46,
    degradedAboveMs: 300,
  },
  {
    name: 'Mail gateway',
    path: '/health',
    manner: says(200),
    strip: `${up(12)}d${up(33)}  ${up(42)}`,
    usualMs: 130,
  },
  { name: 'Documentation', path: '/', manner: says(200), strip: up(90), usualMs: 17 },
  {
    name: 'Nightly reports',
    path: '/status',
    manner: says(200),
    strip: up(74),
    usualMs: 210,
    paused: true,
  },
]

/** Ports that stand in the pictures, so that a new picture differs only where the page does. */
const firstPort = 18_081

async function furnish(database: Database, stack: AsyncDisposableStack): Promise<Target> {
  const store = await openStore(database.url)
  stack.defer(() => store.close())
  await store.migrate()
  const now = Date.now()
  const write = { actor: { userId: null, label: 'pictures', requestId: null }, at: now }
  for (const [index, one] of watched.entries()) {
    const { name, path, manner, strip, usualMs, degradedAboveMs = null, paused = false } = one
    const target = stack.use(await startTarget(manner, firstPort + index))
    const url = new URL(path, target.url).href
    const definition = { ...definitionOf(name, { url, intervalMs }), degradedAboveMs }
    const { value } = await store.services.create(definition, write, null)
    const [check] = await database.query<{ id: number }>(
      'select id from checks where service_id = ?',
      value.id,
    )
    const past = { checkId: check?.id ?? 0, intervalMs, strip, until: now, usualMs }
    await remember(store, past)
    if (!paused) continue
    const change = { definition: { ...definition, paused }, expectedRev: value.rev }
    await store.services.save(value.id, change, write)
  }
  return stack.use(await startTarget(says(200), firstPort + watched.length))
}

async function take(page: Page, name: string): Promise<void> {
  const path = join(folder, `${name}.png`)
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
  const { size } = statSync(path)
  if (size > mostBytes) throw new Error(`${path} has ${size} bytes, ${mostBytes} are allowed`)
  console.log(`${name}.png  ${Math.round(size / 1_000)} kB`)
}

const shows = (page: Page, name: string, status: string): Promise<void> =>
  page
    .getByRole('row')
    .filter({ hasText: name })
    .locator('.c-status b')
    .getByText(status, { exact: true })
    .waitFor({ timeout: 15_000 })

async function makeAccount(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await take(page, 'setup')
  await page.getByLabel('E-mail').fill(someone.email)
  await page.getByLabel('Password').fill(someone.password)
  await page.getByRole('button', { name: 'Create account' }).click()
  for (const { name, degradedAboveMs, paused } of watched) {
    const well = degradedAboveMs === undefined ? 'Operational' : 'Degraded'
    await shows(page, name, paused ? 'Paused' : well)
  }
}

async function addTarget(page: Page, target: Target): Promise<void> {
  await page.getByRole('link', { name: 'Add service' }).click()
  await page.getByLabel('Name').fill('Checkout')
  await page.getByLabel('Address').fill('https://checkout.example.com/health')
  await page.getByLabel('Check interval').fill('soon')
  await page.getByLabel('Timeout').fill('an hour')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Not saved.').waitFor()
  await take(page, 'form-errors')
  await page.getByLabel('Address').fill(target.url)
  await page.getByLabel('Check interval').fill('1s')
  await page.getByLabel('Timeout').fill('')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Checkout' }).waitFor()
}

async function overview(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Overview' }).click()
  await shows(page, 'Checkout', 'Operational')
  // A strip with one beat in it looks like a fault.
  await until('the new strip has some beats', async () => {
    const strip = page.getByRole('row').filter({ hasText: 'Checkout' }).getByRole('img')
    const label = (await strip.last().getAttribute('aria-label')) ?? ''
    return Number(/\d+/.exec(label)?.[0]) >= 12
  })
  await take(page, 'overview-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await take(page, 'overview-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(narrow)
  await take(page, 'overview-390')
  await page.setViewportSize(wide)
}

async function outage(page: Page, target: Target): Promise<void> {
  await target.kill()
  await shows(page, 'Checkout', 'Down')
  await page.locator('#banner[data-state=down]').waitFor()
  await take(page, 'down')
  await target.restart()
  await shows(page, 'Checkout', 'Operational')
  await take(page, 'operational-again')
}

mkdirSync(folder, { recursive: true })
await using stack = new AsyncDisposableStack()
const home = stack.use(makeFolder())
const checkout = await furnish(sqliteIn(home.path), stack)
const server = stack.use(await serve({ cwd: home.path, env: { PHAROS_DATA_DIR: home.path } }))
const browser = await openBrowser(findChromium())
stack.defer(() => browser.close())
const { page } = stack.use(
  await openTab(browser, { viewport: wide, colorScheme: 'light', deviceScaleFactor: 1 }),
)
await makeAccount(page, await server.setupUrl())
await addTarget(page, checkout)
await overview(page)
await outage(page, checkout)
await page.getByRole('link', { name: 'Checkout', exact: true }).click()
await page.getByRole('heading', { name: 'Latest checks' }).waitFor()
await take(page, 'service')
await page.getByRole('button', { name: 'Log out' }).click()
await page.getByText('You are logged out.').waitFor()
await take(page, 'login')
