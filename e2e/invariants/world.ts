import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { type Client, createClient, firstAdmin, logIn, someone } from '../support/client.ts'
import { type Database, freshPostgres } from '../support/database.ts'
import { makeFolder } from '../support/folder.ts'
import { freePort } from '../support/ports.ts'
import { type Server, serve, stopCleanly } from '../support/program.ts'
import { type Proxy as Door, startProxy } from '../support/proxy.ts'
import { startTarget } from '../support/target.ts'
import { until } from '../support/until.ts'
import { signIn } from './markup.ts'

/** Whoever works beside the user of the tabs. */
const ana = { email: 'ana@example.com', password: 'correct horse battery' }

export const seatNames = ['a', 'b'] as const
export type SeatName = (typeof seatNames)[number]

/** One of two programs on the same database, which has a way of its own to it. */
export type Seat = {
  readonly name: SeatName
  /** Its way to PostgreSQL. */
  readonly door: Door
  server: Server
  /** REST on it, as another user than the one of the tabs. */
  ana: Client
}

/** Everything that outlives a single interleaving. */
export type World = AsyncDisposable & {
  readonly database: Database
  readonly seats: Readonly<Record<SeatName, Seat>>
  readonly context: BrowserContext
  /** An empty page with the code of `judge.js`. */
  readonly judge: Page
  readonly targets: { readonly good: string; readonly bad: string }
  /** Ends a program and starts it again on another port. */
  restart(name: SeatName, signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
  /** The head of the change ledger. */
  head(): Promise<number>
}

const scriptOf = (name: string): string => join(import.meta.dirname, name)

export async function openWorld(browser: Browser, postgres: string): Promise<World> {
  const stack = new AsyncDisposableStack()
  const folder = stack.use(makeFolder())
  const dataDir = join(folder.path, 'data')
  mkdirSync(dataDir, { mode: 0o700 })
  mkdirSync(join(folder.path, 'config'))
  writeFileSync(join(folder.path, 'config', 'config.yaml'), 'auth:\n  registration: open\n')
  const database = stack.use(await freshPostgres(postgres))

  const start = (door: Door): Promise<Server> => {
    const url = new URL(database.url)
    url.host = `127.0.0.1:${door.port}`
    return serve({
      cwd: folder.path,
      env: { PHAROS_DATA_DIR: dataDir, DATABASE_URL: url.href },
    })
  }
  const openDoor = async (): Promise<Door> => {
    const { hostname, port } = new URL(database.url)
    return stack.use(await startProxy({ host: hostname, port: Number(port || 5432) }))
  }
  const doors = { a: await openDoor(), b: await openDoor() }
  const first = await start(doors.a)
  await firstAdmin(first)
  await createClient(first.url).read('POST', '/api/v1/auth/register', { body: ana })
  const seat = async (name: SeatName, server: Server): Promise<Seat> => ({
    name,
    door: doors[name],
    server,
    ana: await logIn(server, ana),
  })
  const seats = { a: await seat('a', first), b: await seat('b', await start(doors.b)) }
  stack.defer(async () => {
    await Promise.all(Object.values(seats).map(({ server }) => server[Symbol.asyncDispose]()))
  })

  const target = stack.use(await startTarget())
  const targets = { good: target.url, bad: `http://127.0.0.1:${await freePort()}/health` }
  const context = await browser.newContext()
  stack.defer(() => context.close())
  await context.addInitScript({ path: scriptOf('watch.js') })
  const judge = await (await browser.newContext()).newPage()
  stack.defer(() => judge.context().close())
  await judge.addScriptTag({ path: scriptOf('judge.js') })
  const door = await context.newPage()
  await door.exposeFunction('tellSuite', () => {})
  await signIn(door, seats.a.server.url, someone)
  await door.close()

  return {
    database,
    seats,
    context,
    judge,
    targets,
    async restart(name, signal) {
      const seat = seats[name]
      if (signal === 'SIGTERM') await stopCleanly(seat.server)
      else await seat.server[Symbol.asyncDispose]()
      seat.server = await start(seat.door)
      seat.ana = createClient(seat.server.url, seat.ana.credential)
    },
    async head() {
      const [row] = await database.query<{ value: number }>('select value from journal_sequence')
      return row?.value ?? 0
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** Waits until a program reads its database again. */
export const isReady = (seat: Seat) =>
  until('the program is ready again', async () => (await fetch(`${seat.server.url}/readyz`)).ok)
