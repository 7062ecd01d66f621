import type { Browser, Page } from 'playwright-core'
import { type Place, places } from '../../demo/company.ts'
import type { Premise } from '../../demo/premises.ts'
import { openTab } from './browser.ts'
import { logIn, type ServiceJson } from './client.ts'
import { type Server, stopCleanly } from './program.ts'
import { look, narrow, signUp, take, wide } from './shots.ts'
import { openCompany } from './shots-company.ts'
import { until } from './until.ts'
import { live } from './visitor.ts'

const shows = (page: Page, name: string, status: string): Promise<void> =>
  page
    .getByRole('row')
    .filter({ hasText: name })
    .locator('.c-status b')
    .getByText(status, { exact: true })
    .waitFor({ timeout: 15_000 })

async function makeAccount(page: Page, server: Server): Promise<void> {
  await page.goto(await server.setupUrl())
  await take(page, 'setup')
  await signUp(page)
  for (const { name, paused } of places) {
    await shows(page, name, paused ? 'Paused' : 'Operational')
  }
}

/** Until everything was looked at by the server itself, as it is once Pharos has run for a while. */
async function settled(server: Server): Promise<void> {
  const client = await logIn(server)
  const since = Date.now()
  const isFresh = ({ status, last_checked_at: at }: ServiceJson) =>
    status === 'PAUSED' || (at !== null && Date.parse(at) > since)
  const patience = { deadlineMs: 120_000, everyMs: 500 }
  await until('all is checked', async () => (await client.services()).every(isFresh), patience)
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

/** The pages, as somebody sees them who makes the first account. */
export async function takePages(browser: Browser): Promise<void> {
  await using stack = new AsyncDisposableStack()
  const company = await openCompany(stack)
  const vouchers: Place = { name: 'Gift vouchers', kind: 'http', path: '/', tags: [], usualMs: 24 }
  const voucher = await company.open(vouchers)
  const { page } = stack.use(await openTab(browser, look))
  await makeAccount(page, company.server)
  await settled(company.server)
  await addService(page, voucher.url)
  await overview(page, voucher)
  await page.goto(new URL('/services?tag=shop&sort=response&dir=desc', page.url()).href)
  await page.locator('input[name=pick]').first().check()
  await take(page, 'services')
  await page.goto(new URL('/services/2', page.url()).href)
  await live(page)
  // Down to the end of the chart.
  await page.setViewportSize({ ...wide, height: 1_000 })
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
  await stopCleanly(company.server)
}
