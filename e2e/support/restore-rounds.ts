import { randomUUID } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { rowsMore } from './backup-rounds.ts'
import { type Blows, killAt, momentsOver, timed } from './blows.ts'
import { addRows, faultOf } from './bulk-rows.ts'
import { type Client, createClient, firstAdmin } from './client.ts'
import type { Build, House } from './house.ts'
import { stopCleanly } from './program.ts'

/** A state of the data: its backup, and what was acknowledged of it. */
type State = { readonly file: string; readonly names: readonly string[] }

const credentialOf = (token: string) => ({ Authorization: `Bearer ${token}` })

async function addSome(client: Client, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, () => `made ${randomUUID()}`)
  for (const name of names) {
    await client.addService({ name, url: 'tcp://127.0.0.1:9', check_interval: 3_600 })
  }
  return names
}

/** Two backups of one Pharos, the second with more in it, and a token that is good in both. */
async function twoStates(house: House) {
  await using server = await house.serve()
  const admin = await firstAdmin(server)
  const { token } = await admin.read<{ token: string }>('POST', '/api/v1/tokens', {
    body: { name: 'rounds', role: 'viewer' },
  })
  const earlier = await addSome(admin, 10)
  await addRows(house.database, rowsMore)
  const [one, two] = [join(house.cwd, 'one.backup'), join(house.cwd, 'two.backup')]
  await timed(house, 'backup', one)
  const later = await addSome(admin, 10)
  await timed(house, 'backup', two)
  await stopCleanly(server)
  const states: readonly [State, State] = [
    { file: one, names: earlier },
    { file: two, names: [...earlier, ...later] },
  ]
  return { states, token }
}

/** Starts the program on what is there, and asks it for everything. */
async function namesBy(house: House, token: string): Promise<readonly string[]> {
  await using server = await house.serve()
  const client = createClient(server.url, credentialOf(token))
  const names = (await client.services()).map(({ name }) => name)
  await stopCleanly(server)
  return names
}

const same = (names: readonly string[], state: State): boolean =>
  [...names].sort().join() === [...state.names].sort().join()

/**
 * Kills restores. Afterwards the program must start, and serve the one state or the other, whole.
 * @returns what came of it, in lines for people
 */
export async function restoreKills(build: Build, blows: Blows): Promise<readonly string[]> {
  const house = await build()
  const { states, token } = await twoStates(house)
  const [one, two] = states
  const durationMs = await timed(house, 'restore', one.file, '--yes')
  expect(same(await namesBy(house, token), one)).toBe(true)
  let present: State = one
  const count = { old: 0, new: 0 }
  const sign = async () => (await readdir(house.dataDir)).some((name) => /restoring/.test(name))
  const spans = { wholeMs: durationMs, workMs: durationMs / 2 }
  for (const moment of momentsOver(spans, blows)) {
    const wanted = present === one ? two : one
    await forgetStaged(house)
    await killAt(house, { moment, sign }, 'restore', wanted.file, '--yes')
    const names = await namesBy(house, token)
    expect(await faultOf(house.database)).toBeNull()
    const found = states.find((state) => same(names, state))
    expect(found, `neither of the two states: ${names.length} services`).toBeDefined()
    count[found === present ? 'old' : 'new'] += 1
    present = found ?? present
    await forgetKept(house)
  }
  await timed(house, 'restore', two.file, '--yes')
  expect(same(await namesBy(house, token), two)).toBe(true)
  const left = (await readdir(house.dataDir)).filter((name) => /\.restoring/.test(name))
  expect(left).toEqual([])
  return [
    `${house.database.dialect}: ${blows.rounds} kills -9 of a restore (seed ${blows.seed}) that takes ${Math.round(durationMs)} ms`,
    `${count.old} left the database from before, ${count.new} the restored one, each whole and served`,
  ]
}

/** So that the next sign is one of the next restore. */
async function forgetStaged({ dataDir }: House): Promise<void> {
  const staged = (await readdir(dataDir)).filter((name) => /restoring/.test(name))
  for (const name of staged) await rm(join(dataDir, name), { force: true })
}

/** The databases from before, which would fill the disk. */
async function forgetKept({ dataDir }: House): Promise<void> {
  const kept = (await readdir(dataDir)).filter((name) => name.includes('.before-restore-'))
  for (const name of kept) await rm(join(dataDir, name), { force: true })
}
