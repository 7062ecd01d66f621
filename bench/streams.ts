// What 5,000 open pages cost one process: memory, processor time, and how late a change reaches them.
import { readdirSync } from 'node:fs'
import { type Client, logIn } from '../e2e/support/client.ts'
import { sqliteIn } from '../e2e/support/database.ts'
import { makeFolder } from '../e2e/support/folder.ts'
import { type Server, serve } from '../e2e/support/program.ts'
import { seedServices } from '../e2e/support/seed.ts'
import { startTarget } from '../e2e/support/target.ts'
import { forSeconds, until } from '../e2e/support/until.ts'
import { percentile, printFigures, printMachine } from './support/figures.ts'
import { cpuSeconds, residentMb } from './support/process.ts'
import { roundsAsked } from './support/rounds.ts'
import { mark } from './support/streams-client.ts'
import { admin, seedPeople } from './support/streams-people.ts'
import { startTabs, type Tabs } from './support/streams-tabs.ts'

const tabs = 5_000
const deafTabs = tabs / 10
const people = 30
const services = 100
const seconds = 30
/** Two changes a second, and each goes to every tab. */
const changeEveryMs = 500
/** Between the last thing that happened and a reading of the memory of idle tabs. */
const settleSeconds = 15
const wholeList = 't=health,svc'

type Load = {
  readonly p50: number
  readonly p99: number
  /** Most that the process had resident, in megabytes. */
  readonly mostMb: number
  /** Of one core. */
  readonly cpuPercent: number
}

/** Changes the first service again and again, and tells how that went. */
async function load(server: Server, client: Client, clients: Tabs): Promise<Load> {
  await clients.ask({ do: 'tell' })
  const before = cpuSeconds(server.pid)
  const startedAt = performance.now()
  let mostMb = 0
  for (let change = 0; change < (seconds * 1_000) / changeEveryMs; change++) {
    const due = startedAt + change * changeEveryMs
    await forSeconds(Math.max(0, due - performance.now()) / 1_000)
    const name = `${mark}${Date.now()}`
    await client.read('PATCH', '/api/v1/services/1', {
      body: { name },
      headers: { 'If-Match': '*' },
    })
    mostMb = Math.max(mostMb, residentMb(server.pid))
  }
  const cpu = cpuSeconds(server.pid) - before
  const passed = (performance.now() - startedAt) / 1_000
  const { delays } = await clients.ask({ do: 'tell' })
  const all = delays.flatMap((count, ms) => Array.from({ length: Math.ceil(count / 10) }, () => ms))
  return {
    p50: percentile(all, 0.5),
    p99: percentile(all, 0.99),
    mostMb,
    cpuPercent: (cpu / passed) * 100,
  }
}

/** From now on every service changes about once a second. */
async function startChecks(client: Client): Promise<void> {
  for (let id = 2; id <= services; id++) {
    const change = { body: { paused: false }, headers: { 'If-Match': '*' } }
    await client.read('PATCH', `/api/v1/services/${id}`, change)
  }
}

const socketsOf = ({ pid }: Server): number => readdirSync(`/proc/${pid}/fd`).length

/** How long until the server has cut every tab that never reads, in seconds. */
async function untilCut(server: Server, fewer: number): Promise<number> {
  const startedAt = performance.now()
  await until('tabs that never read are cut', () => socketsOf(server) <= fewer, {
    deadlineMs: 180_000,
    everyMs: 250,
  })
  return (performance.now() - startedAt) / 1_000
}

async function measure() {
  using folder = makeFolder()
  await using target = await startTarget()
  const database = sqliteIn(folder.path)
  const seed = { count: services, url: target.url, intervalMs: 1_000, paused: true }
  await seedServices(database.url, seed)
  const cookies = await seedPeople(database.url, people)
  const env = { PHAROS_DATA_DIR: folder.path }
  await using server = await serve({ cwd: folder.path, node: [], env })
  const client = await logIn(server, admin)
  using clients = await startTabs()
  const { port } = server
  const open = (count: number, query: string, deaf = false) =>
    clients.ask({ do: 'open', port, query, cookies, count, deaf })
  const each = (mb: number): number => ((mb - empty) * 1_000) / tabs
  const since = `since=${(await client.read<{ seq?: number }>('GET', '/api/v1/services/1')).seq ?? 0}`

  // What serving a page needs at all is not the price of a tab.
  await open(10, wholeList)
  await load(server, client, clients)
  await clients.ask({ do: 'close', count: 10 })
  await forSeconds(settleSeconds)
  const empty = residentMb(server.pid)

  const opened = await open(tabs, `${wholeList}&${since}`)
  if (opened.open !== tabs) throw new Error(`${opened.open} tabs open, ${opened.refused} refused`)
  await forSeconds(settleSeconds)
  const idle = residentMb(server.pid)
  const loaded = await load(server, client, clients)

  // Now with so many other changes that whoever does not read them is soon full.
  await clients.ask({ do: 'close', count: tabs })
  await open(tabs - deafTabs, `t=svc:1&${since}`)
  await startChecks(client)
  await forSeconds(5)
  const without = await load(server, client, clients)
  const reading = socketsOf(server)
  await open(deafTabs, `${wholeList}&since=0`, true)
  const [beside, cutAfter] = await Promise.all([
    load(server, client, clients),
    untilCut(server, reading + 5),
  ])
  return { empty, idle: each(idle), loaded, busy: each(loaded.mostMb), without, beside, cutAfter }
}

const rounds = roundsAsked()
printMachine()
const measured: Awaited<ReturnType<typeof measure>>[] = []
for (let round = 0; round < rounds; round++) measured.push(await measure())
const of = (pick: (round: (typeof measured)[number]) => number) => measured.map(pick)
printFigures([
  { what: 'resident memory before the tabs', unit: 'MB', values: of(({ empty }) => empty) },
  { what: 'memory of an idle tab', unit: 'kB', values: of(({ idle }) => idle), gate: 25 },
  { what: 'memory of a tab under load', unit: 'kB', values: of(({ busy }) => busy), gate: 25 },
  { what: 'change to tab, p50', unit: 'ms', values: of(({ loaded }) => loaded.p50) },
  { what: 'change to tab, p99', unit: 'ms', values: of(({ loaded }) => loaded.p99), goal: 500 },
  { what: 'processor, of one core', unit: '%', values: of(({ loaded }) => loaded.cpuPercent) },
  { what: 'p99 without deaf tabs', unit: 'ms', values: of(({ without }) => without.p99) },
  { what: 'p99 beside 10 % deaf tabs', unit: 'ms', values: of(({ beside }) => beside.p99) },
  {
    what: 'p99 beside deaf tabs / without',
    unit: 'x',
    values: of(({ beside, without }) => beside.p99 / without.p99),
    gate: 1.5,
  },
  { what: 'deaf tabs are cut after', unit: 's', values: of(({ cutAfter }) => cutAfter), gate: 120 },
])
