import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type App, startApp } from '../src/app/app.ts'
import { loadConfig } from '../src/app/config/index.ts'
import type { Clock, Logger } from '../src/kernel/index.ts'
import { type Client, createClient, firstAdmin } from './support/client.ts'
import { type House, onEachDialect } from './support/house.ts'
import { auditSlots, readSlots } from './support/slots.ts'
import { startTarget } from './support/target.ts'
import { until } from './support/until.ts'

const hourMs = 3_600_000
const intervalMs = 1_000

/** A clock that can be set, as an administrator or a broken NTP server does. */
function createSettableClock() {
  let ahead = 0
  const clock: Clock = {
    now: () => Date.now() + ahead,
    monotonic: () => performance.now(),
    sleep: (ms, signal) =>
      delay(Math.max(0, ms), undefined, signal ? { signal } : {}).catch(() => undefined),
  }
  return {
    clock,
    jump(ms: number) {
      ahead += ms
    },
    now: clock.now,
    ahead: () => ahead,
  }
}

type Settable = ReturnType<typeof createSettableClock>

/** Sets the clock that slots follow: the database's. SQLite has its process', PostgreSQL its own. */
async function jump({ database }: House, time: Settable, ms: number): Promise<void> {
  time.jump(ms)
  if (database.dialect === 'sqlite') return
  await database.query(
    `create or replace function pharos_now() returns bigint language sql volatile as
      'select cast(extract(epoch from clock_timestamp()) * 1000 as bigint) + ${time.ahead()}'`,
  )
}

/** The whole program in this process, on a clock of the test's. */
async function start(house: House, { clock }: Settable): Promise<App> {
  const loaded = loadConfig({
    flags: { port: '0', 'data-dir': house.dataDir },
    env: { HOST: '127.0.0.1', ...house.database.env },
    cwd: house.cwd,
    readFile: () => null,
  })
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems))
  const quiet = { debug() {}, info() {}, warn() {}, error() {}, with: (): Logger => quiet }
  const log = { ...quiet, setLevel() {} }
  const app = await startApp({ role: 'serve', config: loaded.config, clock, log })
  await app.ready
  return app
}

const addressOf = ({ url }: App) => ({ url: url.replace('localhost', '127.0.0.1') })

/** The first admin with a token that never expires: a JWT from the future is refused. */
async function adminOf(app: App): Promise<Client> {
  const admin = await firstAdmin(addressOf(app))
  const { token } = await admin.read<{ token: string }>('POST', '/api/v1/tokens', {
    body: { name: 'clock' },
  })
  return createClient(admin.url, { Authorization: `Bearer ${token}` })
}

/** Every outcome of the one user's service, oldest first. */
async function outcomesOf(house: House) {
  const [own] = (await readSlots(house.database)).filter((check) => check.intervalMs === intervalMs)
  return own?.outcomes ?? []
}

const results = async (house: House) =>
  (await outcomesOf(house)).filter(({ status }) => status !== 'missed')

const moreResults = (house: House, than: number, admin: Client) =>
  until(`more than ${than} probes have run`, async () => {
    const all = await results(house)
    return all.length > than && (await admin.service(1)).status === 'UP' && all
  })

onEachDialect('a clock that is set', (build) => {
  test('an hour ahead costs one catch-up: the slots between are missed by the clock', async () => {
    const house = await build()
    const time = createSettableClock()
    await using target = await startTarget()
    await using app = await start(house, time)
    const admin = await adminOf(app)
    await admin.addService({ name: 'My API', url: target.url, check_interval: 1 })
    const before = await moreResults(house, 2, admin)
    const last = before.at(-1)?.slot ?? 0
    await jump(house, time, hourMs)
    const arrived = time.now()
    const after = await moreResults(house, before.length + 3, admin)

    const caughtUp = after.filter(({ slot }) => slot > last + 10_000 && slot < arrived)
    expect(caughtUp.length).toBeLessThanOrEqual(1)
    const missed = (await outcomesOf(house)).filter(({ status }) => status === 'missed')
    expect(new Set(missed.map(({ reason }) => reason))).toEqual(new Set(['clock']))
    const slots = missed.reduce((sum, run) => sum + run.slots, 0)
    expect(slots).toBeGreaterThan(3_590)
    expect(slots).toBeLessThan(3_605)
    const audit = auditSlots(await readSlots(house.database))
    expect([audit.doubled, audit.absent]).toEqual([[], []])
  })

  test('an hour back stops nothing: slots go on after the last one, also after a restart', async () => {
    const house = await build()
    const time = createSettableClock()
    await using target = await startTarget()
    let credential: Client['credential']
    {
      await using app = await start(house, time)
      const admin = await adminOf(app)
      credential = admin.credential
      await admin.addService({ name: 'My API', url: target.url, check_interval: 1 })
      const before = await moreResults(house, 2, admin)
      await jump(house, time, -hourMs)
      await moreResults(house, before.length + 4, admin)
      expect((await outcomesOf(house)).filter(({ status }) => status === 'missed')).toEqual([])
    }
    const stopped = await results(house)
    await using app = await start(house, time)
    const again = createClient(addressOf(app).url, credential)
    await moreResults(house, stopped.length + 3, again)
    const audit = auditSlots(await readSlots(house.database))
    expect([audit.doubled, audit.absent]).toEqual([[], []])
    expect([...audit.missed.keys()].filter((reason) => reason !== 'stopped')).toEqual([])
  })

  test('back and ahead again leaves one row of slots', async () => {
    const house = await build()
    const time = createSettableClock()
    await using target = await startTarget()
    await using app = await start(house, time)
    const admin = await adminOf(app)
    await admin.addService({ name: 'My API', url: target.url, check_interval: 1 })
    let count = (await moreResults(house, 1, admin)).length
    for (const ms of [-hourMs, hourMs]) {
      await jump(house, time, ms)
      count = (await moreResults(house, count + 3, admin)).length
    }
    const audit = auditSlots(await readSlots(house.database))
    expect([audit.doubled, audit.absent]).toEqual([[], []])
  })
})
