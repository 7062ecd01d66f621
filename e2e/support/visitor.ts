import type { BrowserContext, Page } from 'playwright-core'
import { someone } from './client.ts'
import type { Server } from './program.ts'

type Person = { readonly email: string; readonly password: string }

/** The session cookie of a log-in through the form. */
export async function cookieOf(
  { url }: Pick<Server, 'url'>,
  as: Person = someone,
): Promise<string> {
  const { email, password } = as
  const response = await fetch(`${url}/login`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ email, password }),
  })
  const cookie = response.headers.get('set-cookie')?.split(';')[0]
  if (cookie === undefined)
    throw new Error(`the log-in of ${email} was answered ${response.status}`)
  return cookie
}

/** Puts somebody's session into a browser profile, without the way through the log-in page. */
export async function enter(context: BrowserContext, server: Server, as?: Person): Promise<void> {
  const [name = '', value = ''] = (await cookieOf(server, as)).split('=')
  await context.addCookies([{ name, value, url: server.url }])
}

/** Resolves when the page's stream lives. */
export const live = (page: Page): Promise<void> =>
  page.locator('body[data-live=live]').waitFor({ timeout: 15_000 })
