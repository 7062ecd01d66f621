import { existsSync } from 'node:fs'
import { chown, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Refusal, type Seq } from '../../../../kernel/index.ts'
import { add } from '../../../../modules/checks/house.contract.ts'
import { morning } from '../../../../modules/services/examples.contract.ts'
import { openAlerting } from '../alerts/alerting.contract.ts'
import { onEachDialect, onPostgres, onSqlite, temporaryFolder } from '../places.contract.ts'
import { backUpTo, furnish, openSession, restoreFrom, rowsOf } from './furnished.contract.ts'

const refusalOf = (work: Promise<unknown>): Promise<Refusal> =>
  work.then(
    () => {
      throw new Error('it was not refused')
    },
    (error) => {
      if (error instanceof Refusal) return error
      throw error
    },
  )

onEachDialect('a backup', (fresh) => {
  test('brings every row into an empty database, and the schema with it', async () => {
    const [from, to] = [await fresh(), await fresh('none')]
    await furnish(await from.open())
    const before = await rowsOf(from)
    expect(Object.values(before).every((rows) => rows.length > 0)).toBe(true)
    const { file, manifest } = await backUpTo(from)
    expect(manifest).toMatchObject({ program: '1.2.3', dialect: from.dialect })
    const restored = await restoreFrom(to, file)
    expect(restored.manifest).toEqual(manifest)
    expect(await rowsOf(to)).toEqual(before)
    // What was wanted of a platform then is nobody's wish now.
    expect(await to.query('select * from pipelines_wants')).toEqual([])
    const store = await to.open()
    expect(await store.migrate()).toEqual({ from: restored.schema, to: restored.schema })
    await store.probe()
  })

  test('takes back what came after it, and the next ids are new ones all the same', async () => {
    const place = await fresh()
    const store = await place.open()
    await furnish(store)
    const before = await rowsOf(place)
    const { file } = await backUpTo(place)
    const late = await add(store, { name: 'too late' })
    await store.close()
    await restoreFrom(place, file)
    expect(await rowsOf(place)).toEqual(before)
    expect((await add(await place.open(), { name: 'next' })).id).toBe(late.id + 1)
  })

  test('is one state, of one moment, while others write', async () => {
    const place = await fresh()
    const store = await place.open()
    await furnish(store)
    let done = false
    let written = 0
    const writing = (async () => {
      while (!done) {
        written = (await add(store, { name: 'more' })).id
        await setImmediate()
      }
    })()
    const { file } = await backUpTo(place)
    done = true
    await writing
    expect(written).toBeGreaterThan(0)
    const copy = await fresh('none')
    await restoreFrom(copy, file)
    const [sums] = await copy.query(
      `select (select count(*) from services) as services, (select count(*) from checks) as checks,
        (select count(*) from journal_entries where type = 'service.created') as made,
        (select count(*) from journal_entries where type = 'service.deleted') as gone`,
    )
    const [services, checks, made, gone] = ['services', 'checks', 'made', 'gone'].map((name) =>
      Number(sums?.[name]),
    )
    expect([checks, (made ?? 0) - (gone ?? 0)]).toEqual([services, services])
  })

  test('of nothing is refused', async () => {
    const refusal = await refusalOf(backUpTo(await fresh('none')))
    expect(refusal.message).toMatch(/nothing to back up/)
  })

  test('that was made of an older schema comes to this one', async () => {
    const place = await fresh('none')
    const { migrate, migrations } = await import('../migrations/migrate.ts')
    const driver = place.driver()
    await migrate(driver, migrations.slice(0, 1))
    const { file, manifest } = await backUpTo(place)
    expect(manifest.schema).toBe(1)
    const to = await fresh('none')
    const { schema } = await restoreFrom(to, file)
    expect(await (await to.open()).migrate()).toEqual({ from: schema, to: schema })
  })
})

onEachDialect('a restored copy', (fresh) => {
  test('is not armed until somebody arms it, once, and the audit says who', async () => {
    const place = await fresh()
    const store = await place.open()
    expect(await store.arming.armed()).toBe(true)
    const { file, manifest } = await backUpTo(place)
    await store.close()
    await restoreFrom(place, file)
    const { arming, identity } = await place.open()
    expect(await arming.standing()).toEqual({
      armed: false,
      restoredAt: expect.any(Number),
      restoredFromAt: manifest.madeAt,
    })
    const by = { at: 7, actor: 'ann', requestId: null }
    expect([await arming.arm(by), await arming.arm(by), await arming.armed()]).toEqual([
      true,
      false,
      true,
    ])
    const { items } = await identity.audit({ page: 1, limit: 10 })
    expect(items.map(({ actor, action }) => [actor, action])).toEqual([
      ['ann', 'database.armed'],
      ['command line', 'database.restored'],
    ])
  })

  test('does not send what waited in it, and names no message as one that may have been sent since', async () => {
    const place = await fresh()
    const house = await openAlerting(place)
    await house.channel()
    const id = await house.service()
    await house.turn(id, 'down')
    await house.react()
    const { file } = await backUpTo(place)
    await house.turn(id, 'up')
    await house.react()
    const before = await place.query('select nid from alerts_outbox')
    await house.store.close()
    await restoreFrom(place, file)
    const copy = await openAlerting(place, 2 * morning)
    await copy.store.arming.arm({ at: 7, actor: 'ann', requestId: null })
    await copy.react()
    expect(await copy.claim()).toEqual([])
    await copy.turn(id, 'up')
    await copy.react()
    const [recovery, ...more] = await copy.claim()
    expect(more).toEqual([])
    expect(recovery?.notification).toMatchObject({
      kind: 'change',
      news: { from: 'down', to: 'up' },
    })
    expect(before.map(({ nid }) => nid)).not.toContain(recovery?.notification.id)
  })

  test('may be armed at once', async () => {
    const place = await fresh()
    const { file } = await backUpTo(place)
    await restoreFrom(place, file, true)
    expect(await (await place.open()).arming.armed()).toBe(true)
  })

  test('knows no position of the time that is undone', async () => {
    const place = await fresh()
    const store = await place.open()
    await furnish(store)
    const { file } = await backUpTo(place)
    for (let i = 0; i < 5; i++) await add(store, { name: `lost ${i}` })
    const lost = await store.journal.head()
    await store.close()
    await restoreFrom(place, file)
    const { journal } = await place.open()
    const head = await journal.head()
    expect(head).toBeGreaterThanOrEqual(lost + 1_000_000)
    for (const position of [0, lost - 1, lost, lost + 1_000]) {
      expect((await journal.tail(position as Seq, 10)).kind).toBe('reset')
      expect((await journal.changes(position as Seq, 10)).kind).toBe('reset')
    }
    expect(await journal.changes(head, 10)).toEqual({ kind: 'rows', head, rows: [] })
  })

  test('keeps a session that is still open, and none that has ended since', async () => {
    const place = await fresh()
    const store = await place.open()
    const ended = await furnish(store)
    const open = await openSession(store, 'other secret')
    const { file } = await backUpTo(place)
    await store.identity.endSession(ended, { at: 1, actor: 'ann', requestId: null })
    await store.close()
    await restoreFrom(place, file)
    const { identity } = await place.open()
    expect(await identity.sessionById(ended)).toBeNull()
    expect((await identity.sessionById(open))?.credential.id).toBe(open)
    const elsewhere = await fresh()
    await restoreFrom(elsewhere, file)
    expect(await (await elsewhere.open()).identity.sessionById(open)).toBeNull()
  })

  test('does not take the versions of the time that is undone for its own', async () => {
    const place = await fresh()
    const store = await place.open()
    const { id, rev } = await add(store)
    const { file } = await backUpTo(place)
    await store.close()
    await restoreFrom(place, file)
    const { services } = await place.open()
    const definition = { ...(await services.find(id)), name: 'by an old form' }
    const write = { actor: { userId: null, label: 'ann', requestId: null }, at: 1 }
    for (const expectedRev of [rev, rev + 1, rev + 100]) {
      const saved = await services.save(
        id,
        {
          definition: definition as Parameters<typeof services.save>[1]['definition'],
          expectedRev,
        },
        write,
      )
      expect(saved.kind).toBe('stale')
    }
  })
})

onPostgres('a move', (fresh) => {
  test('from SQLite to PostgreSQL and back loses nothing', async () => {
    const [sqlite, postgres, again] = [await onSqlite(), await fresh(), await onSqlite('none')]
    await furnish(await sqlite.open())
    const rows = await rowsOf(sqlite)
    await restoreFrom(postgres, (await backUpTo(sqlite)).file)
    expect(await rowsOf(postgres)).toEqual(rows)
    const made = await add(await postgres.open(), { name: 'next' })
    expect(made.id).toBeGreaterThan(6)
    const then = await rowsOf(postgres)
    await restoreFrom(again, (await backUpTo(postgres)).file)
    expect(await rowsOf(again)).toEqual(then)
  })
})

onEachDialect('a restore', (fresh) => {
  test('is refused while a Pharos works with the database, and changes nothing', async () => {
    const place = await fresh()
    const store = await place.open()
    await furnish(store)
    const { file } = await backUpTo(place)
    await add(store, { name: 'late' })
    const before = await rowsOf(place)
    const refusal = await refusalOf(restoreFrom(place, file))
    expect([refusal.code, refusal.message]).toEqual([
      'conflict',
      expect.stringMatching(/stop every/),
    ])
    expect(await rowsOf(place)).toEqual(before)
    await store.probe()
  })

  test('of a newer schema is refused in words', async () => {
    const place = await fresh()
    await place.query(`insert into migrations values (4711, 'future', 1)`)
    expect((await refusalOf(backUpTo(place))).message).toMatch(/schema 4711.*newer/)
  })
})

test('a backup file is nobody else’s to read, appears under its name only, and replaces nothing', async () => {
  const place = await onSqlite()
  const { file } = await backUpTo(place)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await readdir(dirname(file))).toEqual(['pharos.backup'])
  expect((await refusalOf(backUpTo(place, file))).message).toMatch(/is there already.*--force/)
  const before = await readFile(file)
  await furnish(await place.open())
  await backUpTo(place, file, true)
  expect(await readFile(file)).not.toEqual(before)
  expect(await readdir(dirname(file))).toEqual(['pharos.backup'])
})

test('a backup clears away what a killed one left at its place a day ago, and nothing else', async () => {
  const place = await onSqlite()
  const folder = await temporaryFolder()
  const names = ['a.0123abcd.partial', 'a.0123abcf.partial', 'b.0123abcd.partial', 'a.partial']
  for (const name of names) await writeFile(join(folder, name), 'left')
  const long = new Date(Date.now() - 90_000_000)
  for (const name of names.slice(0, 1).concat(names.slice(2))) {
    await utimes(join(folder, name), long, long)
  }
  await backUpTo(place, join(folder, 'a'))
  expect((await readdir(folder)).sort()).toEqual(['a', ...names.slice(1)].sort())
})

test('a backup holds its description in two lines, without a value of any row', async () => {
  const place = await onSqlite()
  await furnish(await place.open())
  const { file, manifest } = await backUpTo(place)
  const [first, second = ''] = (await readFile(file, 'latin1')).split('\n')
  expect(first).toBe('PHAROS BACKUP 1')
  expect(Object.keys(JSON.parse(second)).sort()).toEqual(
    ['bytes', 'dialect', 'made_at', 'program', 'rows', 'schema', 'sha256'].sort(),
  )
  expect(manifest.rows.services).toBe(5)
})

test('a damaged backup is refused wherever a byte is lost or changed, and the database stays', async () => {
  const place = await onSqlite()
  const store = await place.open()
  await furnish(store)
  await store.close()
  const before = await rowsOf(place)
  const { file } = await backUpTo(place)
  const whole = await readFile(file)
  const bad = join(await temporaryFolder(), 'bad.backup')
  const places = [
    ...Array.from({ length: 400 }, (_, at) => at),
    ...Array.from({ length: 60 }, (_, at) => whole.length - 1 - at),
    ...Array.from({ length: 100 }, (_, at) => Math.floor((whole.length * at) / 100)),
  ].filter((at) => at < whole.length)
  const { openArchive } = await import('./archive.ts')
  for (const at of places) {
    await writeFile(bad, whole.subarray(0, at))
    const cut = await refusalOf(openArchive(bad))
    expect(cut.message, `cut at ${at}`).toMatch(/is damaged|is no backup/)
    const flipped = Buffer.from(whole)
    flipped.writeUInt8((flipped[at] ?? 0) ^ (1 << (at % 8)), at)
    await writeFile(bad, flipped)
    const changed = await refusalOf(openArchive(bad))
    expect(changed.message, `changed at ${at}`).toMatch(/is damaged|is no backup|newer Pharos/)
  }
  await writeFile(bad, Buffer.concat([whole, Buffer.from('more')]))
  expect((await refusalOf(restoreFrom(place, bad))).message).toMatch(/is damaged/)
  expect(await rowsOf(place)).toEqual(before)
})

test('a restore keeps the database before it under another name, and no trace of the work', async () => {
  const place = await onSqlite()
  const { database } = place
  if (database.kind !== 'sqlite') throw new Error('this is about files')
  const store = await place.open()
  await furnish(store)
  const { file } = await backUpTo(place)
  await add(store, { name: 'late' })
  const before = await rowsOf(place)
  await store.close()
  const { kept } = await restoreFrom(place, file)
  expect(kept).toMatch(/pharos\.db\.before-restore-\d{8}T\d{6}Z$/)
  const names = await readdir(dirname(database.file))
  expect(names.sort()).toEqual(['pharos.db', kept?.slice(dirname(database.file).length + 1)])
  const old = { ...place, query: (sql: string) => queryFile(String(kept), sql) }
  expect(await rowsOf(old)).toEqual(before)
})

test('a restore where nothing was keeps nothing, leaves no trace, and is the folder’s owner’s', async () => {
  const from = await onSqlite()
  await furnish(await from.open())
  const { file } = await backUpTo(from)
  const place = await onSqlite('none')
  const { database } = place
  if (database.kind !== 'sqlite') throw new Error('this is about files')
  const folder = dirname(database.file)
  const root = process.getuid?.() === 0
  if (root) await chown(folder, 12_345, 12_345)
  expect((await restoreFrom(place, file)).kept).toBeNull()
  expect(await readdir(folder)).toEqual(['pharos.db'])
  expect((await stat(database.file)).uid).toBe((await stat(folder)).uid)
  expect(await rowsOf(place)).toEqual(await rowsOf(from))
})

test('a restore takes the place of a database that can no longer be read', async () => {
  const place = await onSqlite()
  const { database } = place
  if (database.kind !== 'sqlite') throw new Error('this is about files')
  const store = await place.open()
  await furnish(store)
  const before = await rowsOf(place)
  const { file } = await backUpTo(place)
  await store.close()
  await writeFile(database.file, Buffer.alloc(20_000, 'not a database'))
  await writeFile(`${database.file}-wal`, Buffer.alloc(5_000, 'stale'))
  const { kept } = await restoreFrom(place, file)
  expect(await rowsOf(place)).toEqual(before)
  expect(await readFile(String(kept), 'utf8')).toContain('not a database')
  expect(existsSync(`${database.file}-wal`)).toBe(false)
})

async function queryFile(file: string, sql: string) {
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(file)
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}
