// Takes the pictures of docs/shots/ from the demonstration's company, as its people see it:
// `npm run screenshots`.
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { moodOf, type Place, places, turnSeconds } from '../demo/company.ts'
import { openPremise, type Premise } from '../demo/premises.ts'
import { findChromium, openBrowser, openTab } from './support/browser.ts'
import { someone } from './support/client.ts'
import { type Database, sqliteIn } from './support/database.ts'
import { makeFolder } from './support/folder.ts'
import { type Found, remember } from './support/past.ts'
import { root, serve } from './support/program.ts'
import { definitionOf, openStore } from './support/seed.ts'
import { live } from './support/visitor.ts'

const folder = join(root, 'docs', 'shots')
const wide = { width: 1_280, height: 800 }
const narrow = { width: 390, height: 844 }
/** A picture in a repository is there for ever. */
const mostBytes = 300_000

const intervalMs = 30_000
/** How much of a past the company has. */
const pastMs = 5 * 3_600_000
/** Ports that stand in the pictures, so that a new picture differs only where the page does. */
const firstPort = 18_081
const now = Date.now()

/** The story of the company, nine times as slow as it is told; now nothing is wrong. */
const storySeconds = (time: number): number =>
  10 + turnSeconds * Math.ceil(pastMs / 9_000 / turnSeconds) + (time - now) / 9_000

/** What a check of a place found at a time of the past. */
function foundAt(place: Place, time: number): Found {
  const mood = moodOf(place, storySeconds(time))
  if (mood.kind === 'fails') {
    const message = `${mood.status} Service Unavailable, expected 200-299`
    return { status: 'down', reason: 'bad_status', message, ms: place.usualMs }
  }
  if (mood.kind === 'hangs') {
    return { status: 'down', reason: 'timeout', message: 'no answer within 10 s', ms: 10_000 }
  }
  if (mood.kind === 'gone') {
    return { status: 'down', reason: 'connection_refused', message: 'connection refused', ms: 1 }
  }
  const slow = place.degradedAboveMs !== undefined && mood.ms > place.degradedAboveMs
  const message = place.kind === 'tcp' ? 'connected' : '200 OK'
  return slow
    ? { status: 'degraded', reason: 'slow', message, ms: mood.ms }
    : { status: 'up', reason: 'ok', message, ms: mood.ms }
}

async function furnish(database: Database, premises: readonly Premise[]): Promise<void> {
  const store = await openStore(database.url)
  try {
    await store.migrate()
    const write = {
      actor: { userId: null, label: someone.email, requestId: null },
      at: now - pastMs,
    }
    for (const { place, url } of premises) {
      const { tags, degradedAboveMs = null, paused = false } = place
      const definition = { ...definitionOf(place.name, { url, intervalMs }), tags, degradedAboveMs }
      const { value } = await store.services.create(definition, write, null)
      const [check] = await database.query<{ id: number }>(
        'select id from checks where service_id = ?',
        value.id,
      )
      const seen = paused ? pastMs / 2 : 0
      await remember(store, {
        checkId: check?.id ?? 0,
        intervalMs,
        from: now - pastMs,
        until: now - seen,
        foundAt: (time) => foundAt(place, time),
      })
      if (!paused) continue
      const change = { definition: { ...definition, paused }, expectedRev: value.rev }
      await store.services.save(value.id, change, write)
    }
  } finally {
    await store.close()
  }
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
  await page.getByLabel('Password', { exact: true }).fill(someone.password)
  await page.getByRole('button', { name: 'Create account' }).click()
  for (const { name, paused } of places) {
    await shows(page, name, paused ? 'Paused' : 'Operational')
  }
}

/** Adds a service, with a mistake first and a trial before it is saved. */
async function addService(page: Page, url: string): Promise<void> {
  await page.getByRole('link', { name: 'Add service' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill('Gift vouchers')
  await page.getByLabel('Address', { exact: true }).fill('https://vouchers.example.com/health')
  await page.getByLabel('Check interval').fill('soon')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Not saved.').first().waitFor()
  await take(page, 'form-errors')
  await page.getByLabel('Address', { exact: true }).fill(url)
  await page.getByLabel('Check interval').fill('1s')
  await page.getByRole('button', { name: 'Test now' }).click()
  await page.locator('#try-result').getByText('200 OK').waitFor()
  await page.locator('#try-result').scrollIntoViewIfNeeded()
  await take(page, 'test-now')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Gift vouchers' }).waitFor()
}

async function overview(page: Page, voucher: Premise): Promise<void> {
  await page.getByRole('link', { name: 'Overview' }).first().click()
  await shows(page, 'Gift vouchers', 'Operational')
  await live(page)
  await voucher.feel({ kind: 'gone' })
  await shows(page, 'Gift vouchers', 'Down')
  await page.reload()
  await live(page)
  await take(page, 'overview-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await take(page, 'overview-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(narrow)
  await take(page, 'overview-390')
  await page.setViewportSize(wide)
}

/** Two people change the same service. */
async function conflict(page: Page, other: Page): Promise<void> {
  for (const one of [page, other]) {
    await one.goto(new URL('/services/3/edit', page.url()).href)
  }
  await live(page)
  await page.getByLabel('Name', { exact: true }).fill('Payments (Visa, Giro)')
  await other.getByLabel('Name', { exact: true }).fill('Payment gateway')
  await other.getByRole('button', { name: 'Save' }).first().click()
  await other.getByRole('heading', { name: 'Payment gateway' }).waitFor()
  await page.locator('.notice:not(:empty)').waitFor()
  await page.getByRole('button', { name: /^Save/ }).first().click()
  await page.getByText('Payment gateway').first().waitFor()
  await take(page, 'conflict')
}

mkdirSync(folder, { recursive: true })
await using stack = new AsyncDisposableStack()
const home = stack.use(makeFolder())
const premises: Premise[] = []
for (const [index, place] of places.entries()) {
  premises.push(stack.use(await openPremise(place, firstPort + index)))
}
const vouchers: Place = { name: 'Gift vouchers', kind: 'http', path: '/', tags: [], usualMs: 24 }
const voucher = stack.use(await openPremise(vouchers, firstPort + places.length))
await furnish(sqliteIn(home.path), premises)
const server = stack.use(await serve({ cwd: home.path, env: { PHAROS_DATA_DIR: home.path } }))
const browser = await openBrowser(findChromium())
stack.defer(() => browser.close())
const { page } = stack.use(
  await openTab(browser, { viewport: wide, colorScheme: 'light', deviceScaleFactor: 1 }),
)
await makeAccount(page, await server.setupUrl())
await addService(page, voucher.url)
await overview(page, voucher)
await page.goto(new URL('/services?tag=shop&sort=response&dir=desc', page.url()).href)
await page.locator('input[name=pick]').first().check()
await take(page, 'services')
await page.goto(new URL('/services/2', page.url()).href)
await live(page)
await take(page, 'service')
await page.setViewportSize(narrow)
await take(page, 'service-390')
await page.setViewportSize(wide)
await page.keyboard.press('Control+k')
await page.keyboard.type('ti')
await page.locator('dialog').getByText('Till').first().waitFor()
await take(page, 'palette')
await conflict(page, await page.context().newPage())
await page.goto(new URL('/settings', page.url()).href)
await take(page, 'settings')
await server.stop()
