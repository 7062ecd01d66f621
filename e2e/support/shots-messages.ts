import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { type SmtpServer, startSmtpServer } from '../../test/support/smtp-server.ts'
import { openTab } from './browser.ts'
import { type Client, logIn, type ServiceJson } from './client.ts'
import { mailPage, slackPage } from './letter-pages.ts'
import { root, type Server, stopCleanly } from './program.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { look, narrow, signUp, take, wide } from './shots.ts'
import { type Company, openCompany } from './shots-company.ts'
import { until } from './until.ts'

/** Two failed checks make a service down, and they are half a minute apart. */
const patience = { deadlineMs: 120_000, everyMs: 500 }
/** The public page shows days. */
const pastDays = 100
/** What everybody may see, besides what the company shows already. */
const alsoPublic = ['Search', 'Newsletter', 'Courier tracking']

/** What somebody is told when a service goes down, and a maintenance for the deployment that mends it. */
export async function takeMessages(browser: Browser): Promise<void> {
  await using stack = new AsyncDisposableStack()
  const company = await openCompany(stack, { days: pastDays, title: 'Corner Bakery' })
  const { server } = company
  const { page } = stack.use(await openTab(browser, look))
  await page.goto(await server.setupUrl())
  await signUp(page)
  const admin = await logIn(server)
  const mailbox = stack.use(await startSmtpServer(python()))
  const slack = stack.use(await startReceiver())
  await addChannels(admin, { mailbox, slack })
  await publish(admin)
  await breakSome(company, admin)
  const paper = stack.use(
    await openTab(browser, { ...look, viewport: { width: 900, height: 200 } }),
  )
  await paper.page.setContent(mailPage(await mailbox.mail(0)))
  await take(paper.page, 'mail', 'whole')
  const [posted] = await until('Slack is told', () => slack.received.length > 0 && slack.received)
  if (posted !== undefined) await paper.page.setContent(slackPage(posted))
  await take(paper.page, 'slack', 'whole')
  await deploy(server, admin)
  await maintenance(page)
  await status(page)
  await stopCleanly(server)
}

function python(): string {
  const given = process.env.PHAROS_AIOSMTPD
  if (given) return given
  throw new Error('There is no aiosmtpd: run `npm run services` first.')
}

type Receivers = { readonly mailbox: SmtpServer; readonly slack: Receiver }

async function addChannels(admin: Client, { mailbox, slack }: Receivers): Promise<void> {
  const mail = {
    host: '127.0.0.1',
    port: mailbox.port,
    tls: 'none',
    from: 'Pharos <pharos@bakery.example>',
    to: ['night-watch@bakery.example'],
  }
  const tags = ['shop']
  const channels = [
    { name: 'night watch', type: 'smtp', config: mail, tags },
    { name: '#shop', type: 'slack', config: { url: slack.url }, tags },
  ]
  for (const body of channels) await admin.read('POST', '/api/v1/channels', { body })
}

async function publish(admin: Client): Promise<void> {
  const services = (await admin.services()) as readonly (ServiceJson & { tags: string[] })[]
  for (const { id, name, tags } of services) {
    if (!alsoPublic.includes(name)) continue
    const body = { tags: [...tags, 'public'] }
    await admin.read('PATCH', `/api/v1/services/${id}`, { body, headers: { 'If-Match': '*' } })
  }
}

/** The channels hear of what has the tag shop; the newsletter is another's trouble. */
async function breakSome(company: Company, admin: Client): Promise<void> {
  const state = async (name: string) =>
    (await admin.services()).find((service) => service.name === name)?.status
  for (const name of ['Checkout', 'Newsletter']) {
    await until(`${name} is up`, async () => (await state(name)) === 'UP', patience)
  }
  const body = 'Orders database does not answer: 20 of 20 connections wait'
  await company.at('Checkout').feel({ kind: 'fails', status: 503, body })
  await company.at('Newsletter').feel({ kind: 'hangs' })
  for (const name of ['Checkout', 'Newsletter']) {
    await until(`${name} is down`, async () => (await state(name)) === 'DOWN', patience)
  }
}

/** What a deploy script does: the line of the documentation, by a shell, with a token of its own. */
async function deploy(server: Server, admin: Client): Promise<void> {
  const page = readFileSync(join(root, 'docs', 'verdicts.md'), 'utf8')
  const line = page.match(/^curl .*\/api\/v1\/maintenance .*$/m)?.[0]
  if (line === undefined) throw new Error('docs/verdicts.md has no line that begins a maintenance')
  const body = { name: 'deploy script', role: 'editor', expires_in_days: 90 }
  const { token } = await admin.read<{ token: string }>('POST', '/api/v1/tokens', { body })
  const here = line.replace('localhost:8080', new URL(server.url).host)
  const env = { PATH: process.env.PATH, TOKEN: token }
  const answer = execFileSync('sh', ['-c', here], { env, encoding: 'utf8' })
  const { state } = JSON.parse(answer) as { state?: string }
  if (state !== 'active') throw new Error(`the maintenance has not begun: ${answer}`)
}

async function maintenance(page: Page): Promise<void> {
  await page.goto(new URL('/maintenance', page.url()).href)
  await page.getByRole('button', { name: /^End now/ }).waitFor()
  await take(page, 'maintenance')
  await page.setViewportSize(narrow)
  await take(page, 'maintenance-390')
  await page.setViewportSize(wide)
}

async function status(page: Page): Promise<void> {
  await page.setViewportSize(narrow)
  const shows = async (text: string) => {
    await page.goto(new URL('/status', page.url()).href)
    return page.getByText(text).first().isVisible()
  }
  // The page asks the other rooms twice a minute.
  await until('it shows the maintenance', () => shows('Maintenance'), patience)
  await take(page, 'status-390', 'whole')
}
