import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openSqlite } from '../adapters/stores/sql/drivers/sqlite.ts'
import { openSqlStore } from '../adapters/stores/sql/index.ts'
import { newestSchema } from '../adapters/stores/sql/migrations/migrate.ts'
import { leaveAt } from '../adapters/stores/sql/migrations/released.contract.ts'
import { run } from '../adapters/stores/sql/statement.ts'
import { realClock, recorder } from '../adapters/stores/sql/world.contract.ts'
import type { Clock } from '../kernel/index.ts'
import { examine } from './doctor.ts'

const log = recorder([])

async function place() {
  const folder = await mkdtemp(join(tmpdir(), 'pharos-doctor-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return { folder, file: join(folder, 'pharos.db') }
}

/** The findings that are not well, by the name of what they are about. */
async function troubles(folder: string, { clock = realClock as Clock, port = '0' } = {}) {
  const flags = { 'data-dir': folder, host: '127.0.0.1', port }
  const findings = await examine(flags, { clock, log })
  return Object.fromEntries(
    findings
      .filter(({ status }) => status !== 'ok')
      .map(({ name, status, detail, advice }) => [name, `${status}: ${detail}; ${advice}`]),
  )
}

async function leave(file: string, schema: number, ...more: readonly string[]) {
  const driver = openSqlite({ file, clock: realClock })
  await leaveAt(driver, schema)
  await driver.write(function* () {
    for (const text of more) yield* run(text)
  })
  await driver.close()
}

const database = 'database (sqlite)'

test('finds nothing to say where all is well, and makes no schema', async () => {
  const { folder, file } = await place()
  const found = await troubles(folder)
  delete found.clock
  expect(found).toEqual({})
  const store = await openSqlStore({ kind: 'sqlite', file }, { clock: realClock, log })
  expect((await store.schema()).present).toBe(0)
  await store.close()
})

test('says what the next start would do to an older database, and does not do it', async () => {
  const { folder, file } = await place()
  await leave(file, 1)
  expect((await troubles(folder))[database]).toMatch(/warn: it has schema 1; .*backup first/)
  expect((await troubles(folder))[database]).toMatch(/warn: it has schema 1; /)
})

test('says what to do with a database of a newer program', async () => {
  const { folder, file } = await place()
  await leave(file, newestSchema, `insert into migrations values (4711, 'future', 1)`)
  expect((await troubles(folder))[database]).toMatch(/fail: it has schema 4711.*newer version/)
})

test('says that a restored copy is not armed', async () => {
  const { folder, file } = await place()
  await leave(file, newestSchema)
  expect((await troubles(folder)).notifications).toMatch(
    /warn: this is a restored copy.*pharos arm/,
  )
})

test('says that the database is no database', async () => {
  const { folder, file } = await place()
  await writeFile(file, 'x'.repeat(10_000))
  expect((await troubles(folder))[database]).toMatch(/^fail: .*cannot be used/)
})

test('says what others may read, and how to change that', async () => {
  const { folder } = await place()
  await writeFile(join(folder, 'jwt-secret'), 'x', { mode: 0o644 })
  await chmod(folder, 0o755)
  const { permissions } = await troubles(folder)
  expect(permissions).toMatch(/^warn: others may use .*jwt-secret \(mode 644\); chmod 600 /)
  await chmod(folder, 0o700)
  expect((await troubles(folder)).permissions).toBeUndefined()
})

test('says that the clock is wrong: far back, or behind what the database has', async () => {
  const { folder, file } = await place()
  const at = (now: number): Clock => ({ ...realClock, now: () => now })
  expect((await troubles(folder, { clock: at(0) })).clock).toMatch(/^fail: 1970-01-01.*NTP/)
  await leave(file, newestSchema)
  const late = at(1_800_000_000_000 - 60_000)
  expect((await troubles(folder, { clock: late })).clock).toMatch(/^warn: .*from 60 s ahead/)
})

test('tells a port that Pharos has from one that another program has', async () => {
  const { folder } = await place()
  let body = '{"status":"ok"}'
  const server = createServer((_request, response) => response.end(body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const port = String((server.address() as AddressInfo).port)
  expect((await troubles(folder, { port })).port).toBeUndefined()
  body = '<p>hello'
  expect((await troubles(folder, { port })).port).toMatch(/^warn: .*another program has it/)
  body = '{"status":"stalled"}'
  expect((await troubles(folder, { port })).port).toMatch(/^fail: .*no progress/)
})

test('says that nobody answers at the collector’s socket', async () => {
  const { folder } = await place()
  await writeFile(join(folder, 'collector.sock'), '')
  expect((await troubles(folder)).collector).toMatch(/^warn: .*start "pharos collector"/)
})
