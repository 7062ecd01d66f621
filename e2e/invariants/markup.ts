import type { Page } from 'playwright-core'

/** Everything that these suites know of the pages' markup. */

export async function signIn(
  page: Page,
  origin: string,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<void> {
  await page.goto(`${origin}/login`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.locator('#banner').waitFor()
}

/** Pages that follow the stream, by the ways in which they do. */
const addresses = {
  overview: () => '/',
  services: () => '/services',
  down: () => '/services?status=down',
  paused: () => '/services?status=paused',
  tagged: () => '/services?tag=all&sort=name',
  found: () => '/services?q=renamed&sort=name&dir=desc',
  service: (id: number) => `/services/${id}`,
}
export type ViewName = keyof typeof addresses
export const viewNames = Object.keys(addresses) as readonly ViewName[]

export const addressOf = (view: ViewName, id: number): string => addresses[view](id)
export const editAddress = (id: number): string => `/services/${id}/edit`
export const newAddress = '/services/new'

const form = 'form[hx-morph-skip]'
export const nameField = (page: Page) => page.locator(form).getByLabel('Name', { exact: true })
const addressField = (page: Page) => page.locator(form).getByLabel('Address', { exact: true })
const intervalField = (page: Page) => page.locator(form).getByLabel('Check interval')
const failuresField = (page: Page) => page.locator(form).getByLabel('Failures until down')
export const saveButton = (page: Page) => page.locator(`${form} button[type=submit].primary`)
/** Says which version of a service a form is about. */
export const versionField = (page: Page, rev: number) =>
  page.locator(`${form} input[name=_rev][value="${rev}"]`)
/** After a conflict: back to what the other saved. */
export const useTheirs = (page: Page) => page.getByRole('link', { name: 'Use theirs' })

export async function fillNew(page: Page, name: string, url: string): Promise<void> {
  await nameField(page).fill(name)
  await addressField(page).fill(url)
  await intervalField(page).fill('6h')
  await failuresField(page).fill('1')
}

export const streamAddress = '/stream?'
export const notice = (page: Page, id: number) => page.locator(`#svc-${id}-notice`)
export const banner = (page: Page) => page.locator('#banner')
export const rows = (page: Page) => page.locator('#services-body > tr[id]')
export const head = (page: Page, id: number) => page.locator(`#svc-${id}-head`)

export const goneText = 'This service was deleted.'

/** The buttons of a row. */
export const pressable = (page: Page, id: number, what: 'pause' | 'resume' | 'delete') =>
  page.locator(
    what === 'delete'
      ? `#svc-${id} a[hx-delete]`
      : `#svc-${id} form[action="/services/${id}/${what}"] button`,
  )

/** The box at a row, and the buttons for all rows whose box is ticked. */
export const box = (page: Page, id: number) => page.locator(`#svc-${id} input[name=pick]`)
export const ticked = (page: Page) => page.locator('input[name=pick]:checked')
export const bulkButton = (page: Page, what: 'pause' | 'resume') =>
  page.locator(`#bulk button[name=do][value=${what}]`)
export const bulkAddress = '/services/bulk'
/** `12.3` of the box of a row: the service and the version that stands there. */
export function picksIn(body: string): { readonly id: number; readonly rev: number }[] {
  return new URLSearchParams(body).getAll('pick').map((text) => {
    const [id = 0, rev = 0] = text.split('.').map(Number)
    return { id, rev }
  })
}

/** Answers the question that a deletion asks. */
export function alwaysConfirm(page: Page): void {
  page.on('dialog', (dialog) => void dialog.accept())
}
