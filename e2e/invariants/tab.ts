import type { Page } from 'playwright-core'
import { tellOfViolations } from '../support/browser.ts'
import { startProxy } from '../support/proxy.ts'
import { until } from '../support/until.ts'
import { alwaysConfirm, type ViewName } from './markup.ts'
import type { SeatName, World } from './world.ts'

/** What a tab shows. Forms stay as their user left them, so they are judged otherwise than views. */
export type Shown =
  | { readonly kind: ViewName; readonly id: number }
  | { readonly kind: 'new' }
  | {
      readonly kind: 'edit'
      readonly id: number
      /** The version that the form is about. */
      readonly rev: number
      /** What its user has typed for a name; `null` before that. */
      typed: string | null
      /** The form has come back with both versions. */
      readonly conflict: boolean
    }

/** A page of the browser with a way of its own to one of the two programs. */
export type Tab = AsyncDisposable & {
  readonly name: string
  readonly page: Page
  readonly origin: string
  seat: SeatName
  shown: Shown
  isHidden: boolean
  /** Violations that the document itself noticed, and complaints of the browser. */
  readonly faults: string[]
  /** What the stream brought. */
  readonly messages: string[]
  open(path: string, shown: Shown): Promise<void>
  /** From now on the document may not be replaced but by its user. */
  mark(): Promise<void>
  cut(): void
  /** Later connections go to the other program; those that are open break. */
  move(to: SeatName): void
  /** To be called when the program it leads to has come back elsewhere. */
  follow(): void
  hide(isHidden: boolean): Promise<void>
  /** Requests for parts of the page fail while this is on. */
  breakParts(isBroken: boolean): Promise<void>
  /** The position of the ledger that the page has reached. */
  cursor(): Promise<number>
}

const parts = '**/partials/**'

/** Connections break and programs stop in these suites, and refused writes are part of them. */
const expected = [
  /net::ERR_(CONNECTION_\w+|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|ABORTED|FAILED|SOCKET_NOT_CONNECTED|NETWORK_CHANGED)/,
  /status of (404|409|410|412|422|503)/,
  /^htmx: htmx:(sse:)?error: .*(network error|Failed to fetch|failed with status 503)/,
]

function listen(page: Page, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(`the page failed: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return
    const text = message.text()
    if (!expected.some((pattern) => pattern.test(text))) faults.push(`the browser says: ${text}`)
  })
}

type Told = { readonly kind: string; readonly text: string }

export async function openTab(world: World, name: string, seat: SeatName): Promise<Tab> {
  const portOf = (at: SeatName) => world.seats[at].server.port
  const front = await startProxy({ host: '127.0.0.1', port: portOf(seat) })
  const page = await world.context.newPage()
  const faults: string[] = []
  const messages: string[] = []
  listen(page, faults)
  alwaysConfirm(page)
  await page.exposeFunction('tellSuite', ({ kind, text }: Told) => {
    if (kind === 'message') messages.push(text)
    else faults.push(text)
  })
  await page.addInitScript({ content: tellOfViolations })
  const origin = `http://127.0.0.1:${front.port}`
  const tab: Tab = {
    name,
    page,
    origin,
    seat,
    shown: { kind: 'overview', id: 0 },
    isHidden: false,
    faults,
    messages,
    async open(path, shown) {
      await page.goto(`${origin}${path}`)
      tab.shown = shown
      await tab.mark()
    },
    async mark() {
      // A navigation that has begun takes the document away under the call.
      await until('the document is there', () => page.evaluate('pharosWatch.marked = true'))
      tab.isHidden = false
    },
    cut: front.cut,
    move(to) {
      tab.seat = to
      front.lead(portOf(to))
      front.cut()
    },
    follow: () => front.lead(portOf(tab.seat)),
    async hide(isHidden) {
      tab.isHidden = isHidden
      await page.evaluate(`pharosWatch.hide(${isHidden})`)
    },
    async breakParts(isBroken) {
      if (isBroken) await page.route(parts, (route) => route.fulfill({ status: 503, body: '' }))
      else await page.unroute(parts)
    },
    cursor: () => page.evaluate<number>('pharosWatch.cursor'),
    async [Symbol.asyncDispose]() {
      await page.close()
      await front[Symbol.asyncDispose]()
    },
  }
  return tab
}
