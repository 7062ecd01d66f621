import { execFileSync } from 'node:child_process'
import { chmod, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { describeWith } from '../../../../../test/support/engines.ts'
import type { Clock, ServiceId } from '../../../../kernel/index.ts'
import { aService, by } from '../../../../modules/services/examples.contract.ts'
import { raise, type Said } from '../child.contract.ts'
import { addressOf, type Child, startChild } from '../children.contract.ts'
import { openSqlStore, type SqlStore } from '../index.ts'
import { onSqlite, type Place, temporaryFolder } from '../places.contract.ts'
import { all, run } from '../statement.ts'
import { realClock, recorder } from '../world.contract.ts'
import { openSqlite } from './sqlite.ts'

const unavailable = { name: 'Refusal', code: 'unavailable' }

const create = ({ services }: SqlStore, name: string) =>
  services.create(aService({ name }), by('ann'), null)

async function openFile(file: string): Promise<SqlStore> {
  const store = await openSqlStore(
    { kind: 'sqlite', file },
    { clock: realClock, log: recorder([]) },
  )
  onTestFinished(() => store.close())
  return store
}

const raiseLimit = (pid: number) =>
  execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited'])

type Course = {
  readonly services: number[]
  readonly refusals: Extract<Said, { kind: 'refused' }>[]
  /** Services that were acknowledged after the limit was raised. */
  afterwards: number
}

/** Lets it write until it is refused a few times, raises its limit, and lets it write some more. */
async function runIntoLimit(child: Child): Promise<Course> {
  const course: Course = { services: [], refusals: [], afterwards: 0 }
  let raised = false
  for await (const said of child.lines) {
    if (said.kind === 'refused') course.refusals.push(said)
    if (said.kind === 'service') {
      course.services.push(said.id)
      if (raised) course.afterwards += 1
    }
    if (!raised && course.refusals.length === 5) {
      raiseLimit(child.pid)
      raised = true
    }
    if (course.afterwards === 20) child.kill()
  }
  return course
}

/** Opens and writes, and says what kept it from doing so. */
const faultOf = async (file: string): Promise<unknown> => {
  try {
    const store = await openFile(file)
    await store.migrate()
    await store.probe()
    return null
  } catch (error) {
    return error
  }
}

const fileOf = ({ database }: Place): string => {
  if (database.kind !== 'sqlite') throw new Error('this is no SQLite')
  return database.file
}

/** Rights bind everybody but root, so root does it as somebody else. */
async function asNobodySpecial<Result>(work: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return work()
  process.seteuid?.(65_534)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}

describe('a database file', () => {
  test('in a folder that is not there is refused in words', async () => {
    const fault = await faultOf(join(await temporaryFolder(), 'nowhere', 'pharos.db'))
    expect(fault).toMatchObject({
      ...unavailable,
      message: expect.stringMatching(/^The database file .* cannot be used: /),
    })
  })

  test('that is a folder is refused in words', async () => {
    expect(await faultOf(await temporaryFolder())).toMatchObject(unavailable)
  })

  test('that is no database is refused in words, and left as it is', async () => {
    const file = join(await temporaryFolder(), 'notes.txt')
    const text = 'notes that somebody would miss\n'.repeat(100)
    await writeFile(file, text)
    expect(await faultOf(file)).toMatchObject({
      ...unavailable,
      code: 'invalid',
      message: expect.stringMatching(/not a database/),
    })
    expect((await stat(file)).size).toBe(text.length)
  })

  test('that may not be written is refused in words', async () => {
    const file = fileOf(await onSqlite())
    await chmod(file, 0o444)
    await chmod(dirname(file), 0o555)
    onTestFinished(() => chmod(dirname(file), 0o755))
    expect(await asNobodySpecial(() => faultOf(file))).toMatchObject({
      ...unavailable,
      message: expect.stringMatching(/^The database file .* cannot be used: /),
    })
  })
})

describeWith('prlimit', 'a database file with a limit', () => {
  test('that no longer grows refuses writes, keeps what was acknowledged, and takes more later', async () => {
    const place = await onSqlite()
    const task = { kind: 'write', database: addressOf(place.database) } as const
    // A few hundred kilobytes, which the log soon fills. Only the soft limit, so that it can be raised.
    const course = await runIntoLimit(startChild(task, 'ulimit -S -f 1024;'))
    expect(new Set(course.refusals.map(({ code }) => code))).toEqual(new Set(['unavailable']))
    expect(course.refusals[0]?.message).toMatch(/^The database file .* cannot be used: /)
    expect(course.afterwards).toBeGreaterThan(0)
    const store = await place.open()
    const ids = new Set<number>((await store.views.all()).services.map(({ id }) => id))
    expect(course.services.filter((id) => !ids.has(id))).toEqual([])
    expect(await place.query('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
  }, 30_000)

  test('without room to be opened is opened as soon as there is some', async () => {
    const place = await onSqlite()
    const task = { kind: 'write', database: addressOf(place.database) } as const
    // Less than the index of the log takes, which is made anew with each opening.
    const course = await runIntoLimit(startChild(task, 'ulimit -S -f 16;'))
    expect(course.refusals[0]).toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^The database file .* cannot be used: disk I\/O error/),
    })
    expect(course.services).toHaveLength(course.afterwards)
    expect(await place.query('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
  }, 30_000)
})

describe('two processes on one file', () => {
  test('that both write all the time lose no update and hear of no fault', async () => {
    const place = await onSqlite()
    const store = await place.open()
    await create(store, 'shared')
    const times = 150
    const child = startChild({ kind: 'raise', times, database: addressOf(place.database) })
    const theirs: number[] = []
    const ours: number[] = []
    for await (const said of child.lines) {
      if (said.kind === 'raised') theirs.push(said.rev)
      if (theirs.length === 1) await raise(store, times, (rev) => ours.push(rev))
    }
    await child.ended()
    expect(ours).toHaveLength(times)
    expect(new Set([...ours, ...theirs]).size).toBe(2 * times)
    expect(await store.services.find(1 as ServiceId)).toMatchObject({ rev: 1 + 2 * times })
  }, 30_000)

  test('see each other’s commits at once, also while one of them is writing', async () => {
    const place = await onSqlite()
    const [first, second] = [await place.open(), await place.open()]
    const { value } = await create(first, 'one')
    const lock = locked(place)
    expect(await second.services.find(value.id)).toEqual(value)
    lock.free()
  })

  test('wait for each other’s lock', async () => {
    const place = await onSqlite()
    const lock = locked(place)
    const waits: number[] = []
    const driver = openSqlite({
      file: fileOf(place),
      clock: waiting((ms) => {
        waits.push(ms)
        if (waits.length === 3) lock.free()
      }),
    })
    onTestFinished(() => driver.close())
    await driver.write(() => run('update checks_clock set high_water = 1'))
    expect(waits).toHaveLength(3)
    expect(await driver.read(() => all('select high_water from checks_clock'))).toEqual([
      { high_water: 1 },
    ])
  })

  test('give up in words when the lock is held for more than 10 s', async () => {
    const place = await onSqlite()
    const lock = locked(place)
    let waited = 0
    const driver = openSqlite({
      file: fileOf(place),
      clock: waiting((ms) => {
        waited += ms
      }),
    })
    onTestFinished(() => driver.close())
    const write = () => driver.write(() => run('update checks_clock set high_water = 1'))
    await expect(write()).rejects.toMatchObject({
      ...unavailable,
      message: 'The database is locked by another process',
    })
    expect(waited).toBeGreaterThan(9_900)
    lock.free()
    await write()
  })
})

describe('a transaction', () => {
  test('that fails leaves nothing, and the next one works', async () => {
    const driver = (await onSqlite()).driver()
    const failing = driver.write(function* () {
      yield* run('update checks_clock set high_water = 4711')
      yield* run('select * from nowhere')
    })
    await expect(failing).rejects.toThrow(/nowhere/)
    expect(await driver.read(() => all('select high_water from checks_clock'))).toEqual([
      { high_water: 0 },
    ])
    await driver.write(() => run('update checks_clock set high_water = 1'))
  })

  test('that probes is one that another process sees', async () => {
    const place = await onSqlite()
    const store = await place.open()
    const database = new DatabaseSync(fileOf(place), { readOnly: true })
    onTestFinished(() => database.close())
    const version = () => database.prepare('pragma data_version').get()?.data_version
    const before = version()
    await store.probe()
    expect(version()).not.toBe(before)
    expect(await place.query('select high_water from checks_clock')).toEqual([{ high_water: 0 }])
  })

  test('that only reads may not write', async () => {
    const driver = (await onSqlite()).driver()
    const writing = driver.read(() => run('update checks_clock set high_water = 1'))
    await expect(writing).rejects.toThrow(/read-?only/i)
  })

  test('is synced to the disk before it is acknowledged', async () => {
    const driver = (await onSqlite()).driver()
    const pragma = (name: string) => driver.write(() => all(`pragma ${name}`))
    expect(await pragma('synchronous')).toEqual([{ synchronous: 2 }])
    expect(await pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }])
    expect(await pragma('foreign_keys')).toEqual([{ foreign_keys: 1 }])
  })
})

/** Somebody else's write transaction, until it is freed. */
function locked(place: Place) {
  const database = new DatabaseSync(fileOf(place))
  database.exec('begin immediate')
  onTestFinished(() => database.close())
  return { free: () => database.exec('rollback') }
}

/** A clock on which waiting takes no time. */
function waiting(each: (ms: number) => void): Clock {
  let now = 0
  return {
    now: () => now,
    monotonic: () => now,
    async sleep(ms) {
      now += ms
      each(ms)
    },
  }
}
