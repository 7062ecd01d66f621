import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const args = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Some violations of the content security policy reach no console by themselves. */
export const tellOfViolations = `addEventListener('securitypolicyviolation', (violation) => {
  console.error('refused by the policy:', violation.violatedDirective, violation.blockedURI)
})`

export const openBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args })

/** A tab of a new profile, and everything that the browser complained about in it. */
export type Tab = AsyncDisposable & { readonly page: Page; readonly complaints: readonly string[] }

export async function openTab(browser: Browser, options: BrowserContextOptions = {}): Promise<Tab> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? ''
    // Leaving a page ends its stream.
    if (!/ERR_ABORTED/.test(why)) complaints.push(`${request.url()}: ${why}`)
  })
  await page.addInitScript({ content: tellOfViolations })
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The Chromium of the environment or of the machine. Tests are told of theirs. */
export function findChromium(): string {
  const given = process.env.PHAROS_CHROMIUM
  if (given) return given
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(canRun)
  if (found === undefined) throw new Error('There is no Chromium: run `npm run services` first.')
  return found
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
