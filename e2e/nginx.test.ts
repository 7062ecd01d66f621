import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { describeWith } from '../test/support/engines.ts'
import { openBrowser, openTab } from './support/browser.ts'
import { type Client, logIn, someone } from './support/client.ts'
import { buildOnSqlite } from './support/house.ts'
import { startNginx } from './support/nginx.ts'
import { tell } from './support/tell.ts'
import { askTls, openHttp2Stream, type TlsAnswer } from './support/tls-client.ts'
import { live } from './support/visitor.ts'

const draft = { name: 'First', url: 'http://127.0.0.1:9/', check_interval: 3_600 }
/** A change must be seen within this time, or something gathers the stream up. */
const promptlyMs = 2_000

/** Pharos as the page says behind nginx, with an administrator and a service. */
async function open(program: string) {
  const house = await buildOnSqlite()
  mkdirSync(join(house.cwd, 'config'))
  writeFileSync(
    join(house.cwd, 'config', 'config.yaml'),
    'server: { host: 127.0.0.1, trusted_proxies: [127.0.0.1] }\n',
  )
  const server = await house.serve({
    env: { PHAROS_SETUP_TOKEN: 'a-token-for-the-first-of-all' },
  })
  onTestFinished(() => server[Symbol.asyncDispose]())
  const nginx = await startNginx(program, server.port)
  onTestFinished(() => nginx[Symbol.asyncDispose]())
  const registered = await askTls(`${nginx.url}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...someone, setup_token: 'a-token-for-the-first-of-all' }),
  })
  expect(registered.status).toBe(201)
  const admin = await logIn(server)
  await admin.addService(draft)
  return { url: nginx.url, plainPort: nginx.plainPort, admin }
}

/** A log-in through the form, over HTTPS. */
function enter(url: string, ask: { password?: string; from?: string } = {}): Promise<TlsAnswer> {
  const { email, password } = someone
  return askTls(`${url}/login`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      // Nobody is believed who says this of himself.
      'X-Forwarded-For': '203.0.113.66',
    },
    body: new URLSearchParams({ email, password: ask.password ?? password }).toString(),
    ...(ask.from && { from: ask.from }),
  })
}

const cookieOf = (cookies: readonly string[]): string => cookies[0]?.split(';')[0] ?? ''

const rename = (admin: Client, name: string): Promise<unknown> =>
  admin.read('PATCH', '/api/v1/services/1', { body: { name }, headers: { 'If-Match': '*' } })

describeWith('nginx', 'behind nginx as its page says', (program) => {
  test('plain HTTP is sent to HTTPS', async () => {
    const { plainPort } = await open(program)
    const answer = await fetch(`http://127.0.0.1:${plainPort}/services?q=a`, { redirect: 'manual' })
    expect(answer.status).toBe(301)
    expect(answer.headers.get('location')).toBe('https://127.0.0.1/services?q=a')
  })

  test('the session cookie is one that only HTTPS of this host gets', async () => {
    const { url } = await open(program)
    const { cookies } = await enter(url)
    expect(cookies[0]).toMatch(/^__Host-pharos_session=.*; Path=\/;.*; Secure/)
  })

  test('the audit log has the address of the client, whatever the client says', async () => {
    const { url } = await open(program)
    await enter(url, { password: 'not the password', from: '127.0.0.7' })
    const cookie = cookieOf((await enter(url)).cookies)
    const { status, text } = await askTls(`${url}/settings/audit`, { headers: { cookie } })
    expect(status).toBe(200)
    expect(text).toContain('127.0.0.7')
    expect(text).not.toContain('203.0.113.66')
  })

  test('a change comes down a stream over HTTP/2 at once, though the client takes gzip', async () => {
    const { url, admin } = await open(program)
    const cookie = cookieOf((await enter(url)).cookies)
    using stream = await openHttp2Stream(url, '/stream?t=health,svc&since=0', {
      cookie,
      'accept-encoding': 'gzip, br',
    })
    expect(stream.headers[':status']).toBe(200)
    expect(stream.headers['content-encoding']).toBeUndefined()
    const began = performance.now()
    await rename(admin, 'Renamed')
    await stream.hears('Renamed')
    const tookMs = performance.now() - began
    tell(`through nginx a change was in the stream ${Math.round(tookMs)} ms after it was asked for`)
    expect(tookMs).toBeLessThan(promptlyMs)
  })

  test('a WebSocket is passed on', async () => {
    const { url, admin } = await open(program)
    const socket = new WebSocket(`${url.replace('https', 'wss')}/api/v1/services/ws?seq=1`, {
      rejectUnauthorized: false,
      headers: { ...admin.credential },
    })
    onTestFinished(() => socket.terminate())
    await once(socket, 'open')
    const pong = once(socket, 'pong')
    socket.ping()
    await pong
    expect(socket.readyState).toBe(WebSocket.OPEN)
  })

  test('a form from the page is taken, and one from elsewhere is refused', async () => {
    const { url } = await open(program)
    const cookie = cookieOf((await enter(url)).cookies)
    const post = (origin: string) =>
      askTls(`${url}/services/1/delete`, {
        method: 'POST',
        headers: { cookie, origin, 'Content-Type': 'application/x-www-form-urlencoded' },
        body: '',
      })
    expect((await post('https://evil.example')).status).toBe(403)
    expect((await post(url)).status).toBe(303)
  })
})

/** More than a browser opens to one server over HTTP/1.1. */
const manyTabs = 10
/** Half of the time after which a page without a stream would ask by itself. */
const byStreamMs = 5_000

describeWith('nginx', 'behind nginx, in a browser', (program) => {
  describeWith('chromium', 'that is Chromium', (executable) => {
    let browser: Browser
    beforeAll(async () => {
      browser = await openBrowser(executable)
    })
    afterAll(() => browser.close())

    test(`${manyTabs} tabs live at once over one HTTP/2 connection`, async () => {
      const { url, admin } = await open(program)
      await using first = await openTab(browser, { ignoreHTTPSErrors: true })
      await logInto(first.page, url)
      const protocol = await first.page.evaluate(
        "performance.getEntriesByType('navigation')[0].nextHopProtocol",
      )
      expect(protocol).toBe('h2')
      const pages = [first.page]
      while (pages.length < manyTabs) {
        const page = await first.page.context().newPage()
        await page.goto(`${url}/services`)
        pages.push(page)
      }
      await Promise.all(pages.map(live))
      const began = performance.now()
      await rename(admin, 'Renamed')
      await Promise.all(pages.map((page) => hasRow(page, 'Renamed')))
      const tookMs = performance.now() - began
      tell(
        `${manyTabs} tabs behind nginx showed a change ${Math.round(tookMs)} ms after it was asked for`,
      )
      expect(tookMs).toBeLessThan(byStreamMs)
      expect(first.complaints).toEqual([])
    })
  })
})

async function logInto(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/login`)
  await page.getByLabel('E-mail').fill(someone.email)
  await page.getByLabel('Password').fill(someone.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { level: 1 }).first().waitFor()
}

const hasRow = (page: Page, name: string): Promise<void> =>
  page.getByRole('link', { name, exact: true }).first().waitFor({ timeout: 10_000 })
