import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { type createClient, firstAdmin, someone } from '../../../e2e/support/client.ts'
import { sqliteIn } from '../../../e2e/support/database.ts'
import { makeFolder } from '../../../e2e/support/folder.ts'
import { type Server, serve } from '../../../e2e/support/program.ts'
import { seedServices } from '../../../e2e/support/seed.ts'
import { startTarget } from '../../../e2e/support/target.ts'
import { until } from '../../../e2e/support/until.ts'

/** A running program with services that are all well, and a way in. */
export type Scene = AsyncDisposable & {
  readonly server: Server
  readonly client: ReturnType<typeof createClient>
  /** `name=value` of an admin's session. */
  readonly cookie: string
}

export type Furnishing = { readonly count: number; readonly intervalMs: number }

export async function openScene({ count, intervalMs }: Furnishing): Promise<Scene> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(makeFolder())
  const target = stack.use(await startTarget())
  await seedServices(sqliteIn(folder.path).url, { count, url: target.url, intervalMs })
  const env = { PHAROS_DATA_DIR: folder.path }
  const server = stack.use(await serve({ cwd: folder.path, node: [], env }))
  const client = await firstAdmin(server)
  const cookie = await logInByForm(server.url)
  const all = stack.move()
  return { server, client, cookie, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

/** Resolves when every service has been checked. */
export async function checked({ client }: Scene): Promise<void> {
  const path = '/api/v1/services?status=UNKNOWN&limit=1'
  const isDone = async () => (await client.read<{ total: number }>('GET', path)).total === 0
  await until('every service is checked', isDone, { deadlineMs: 300_000, everyMs: 500 })
}

async function logInByForm(url: string): Promise<string> {
  const response = await fetch(`${url}/login`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(someone),
  })
  const cookie = response.headers.get('set-cookie')?.split(';')[0]
  if (cookie === undefined) throw new Error(`the log-in was answered ${response.status}`)
  return cookie
}

/** A new profile with the session in it, and its tab. */
export type Tab = AsyncDisposable & {
  readonly context: BrowserContext
  readonly page: Page
  readonly cdp: CDPSession
}

export async function openTab(browser: Browser, { server, cookie }: Scene): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 } })
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, url: server.url }])
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  return { context, page, cdp, [Symbol.asyncDispose]: () => context.close() }
}

/** How much slower than this machine the browser is to be. */
export const slowDown = (cdp: CDPSession, rate: number): Promise<unknown> =>
  cdp.send('Emulation.setCPUThrottlingRate', { rate })
