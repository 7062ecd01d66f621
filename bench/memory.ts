// Resident memory: of one process, idle and with 10,000 checks; of two, with 1,000.
import { sqliteIn } from '../e2e/support/database.ts'
import { type Folder, makeFolder } from '../e2e/support/folder.ts'
import { type Server, serve, startCollector } from '../e2e/support/program.ts'
import { seedServices } from '../e2e/support/seed.ts'
import { auditSlots, auditText, readSlots } from '../e2e/support/slots.ts'
import { startTarget } from '../e2e/support/target.ts'
import { forSeconds } from '../e2e/support/until.ts'
import { printFigures, printMachine } from './support/figures.ts'
import { residentMb } from './support/process.ts'
import { roundsAsked } from './support/rounds.ts'

const start = (folder: Folder): Promise<Server> =>
  serve({ cwd: folder.path, node: [], env: { PHAROS_DATA_DIR: folder.path } })

/** Ten seconds after it is ready, when what the start needed has been let go. */
async function idle(): Promise<number> {
  using folder = makeFolder()
  await using server = await start(folder)
  await forSeconds(10)
  return residentMb(server.pid)
}

/** After two minutes, in which each check was due twice. */
async function withChecks(count: number): Promise<number> {
  using folder = makeFolder()
  await using target = await startTarget()
  const database = sqliteIn(folder.path)
  await seedServices(database.url, { count, url: target.url, intervalMs: 60_000 })
  await using server = await start(folder)
  await forSeconds(120)
  const resident = residentMb(server.pid)
  await server.stop()
  console.log(`  ${auditText(auditSlots(await readSlots(database)))}`)
  return resident
}

/** Web and collector together, after a minute in which each check was due twice. */
async function asTwo(count: number): Promise<number> {
  using folder = makeFolder()
  await using target = await startTarget()
  const database = sqliteIn(folder.path)
  await seedServices(database.url, { count, url: target.url, intervalMs: 30_000 })
  const where = { cwd: folder.path, node: [], env: { PHAROS_DATA_DIR: folder.path } }
  await using collector = await startCollector(where)
  await using web = await serve({ ...where, role: 'web' })
  await forSeconds(60)
  return residentMb(collector.pid) + residentMb(web.pid)
}

async function repeat(rounds: number, measure: () => Promise<number>): Promise<number[]> {
  const values: number[] = []
  for (let round = 0; round < rounds; round++) values.push(await measure())
  return values
}

const rounds = roundsAsked()
printMachine()
printFigures([
  {
    what: 'resident memory, idle for 10 s',
    unit: 'MB',
    values: await repeat(rounds, idle),
    gate: 130,
    goal: 90,
  },
  {
    what: 'resident memory, 10,000 checks at 60 s for 2 min',
    unit: 'MB',
    values: await repeat(rounds, () => withChecks(10_000)),
    gate: 220,
    goal: 180,
  },
  {
    what: 'resident memory of web and collector, 1,000 checks at 30 s for 1 min',
    unit: 'MB',
    values: await repeat(rounds, () => asTwo(1_000)),
    gate: 250,
    goal: 220,
  },
])
