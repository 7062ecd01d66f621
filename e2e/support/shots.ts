import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { someone } from './client.ts'
import { root } from './program.ts'

export const shotsFolder = join(root, 'docs', 'shots')
export const wide = { width: 1_280, height: 800 }
export const narrow = { width: 390, height: 844 }
/** What all pictures of whole windows have in common. */
export const look: BrowserContextOptions = {
  viewport: wide,
  colorScheme: 'light',
  deviceScaleFactor: 1,
}
/** A picture in a repository is there for ever. */
const mostBytes = 150_000

/** Takes a picture of what the window shows, or of the page down to its end. */
export async function take(page: Page, name: string, part: 'window' | 'whole' = 'window') {
  const path = join(shotsFolder, `${name}.png`)
  const fullPage = part === 'whole'
  await page.screenshot({ path, fullPage, animations: 'disabled', caret: 'hide' })
  const { size } = statSync(path)
  if (size > mostBytes) throw new Error(`${path} has ${size} bytes, ${mostBytes} are allowed`)
  console.log(`${name}.png  ${Math.round(size / 1_000)} kB`)
}

/** Makes the first account, on the page that the printed link leads to. */
export async function signUp(page: Page): Promise<void> {
  await page.getByLabel('E-mail').fill(someone.email)
  await page.getByLabel('Password', { exact: true }).fill(someone.password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('button', { name: 'Account menu' }).waitFor()
}
