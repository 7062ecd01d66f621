import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { openArchive } from '../../src/adapters/stores/sql/backup/archive.ts'
import { type Blows, killAt, momentsOver, timed } from './blows.ts'
import { addRows } from './bulk-rows.ts'
import { type Client, firstAdmin } from './client.ts'
import type { Build, House } from './house.ts'
import { stopCleanly } from './program.ts'
import { forSeconds } from './until.ts'

export const rowsMore = 60_000

/** Writes one service after another until it is told to stop. */
function writing(client: Client) {
  const acknowledged: string[] = []
  let longestMs = 0
  let isOver = false
  const done = (async () => {
    while (!isOver) {
      const name = `made ${randomUUID()}`
      const began = performance.now()
      await client.addService({ name, url: 'tcp://127.0.0.1:9', check_interval: 3_600 })
      longestMs = Math.max(longestMs, performance.now() - began)
      acknowledged.push(name)
    }
  })()
  return {
    acknowledged,
    /** The longest that an answer took since it was last asked. */
    longest(): number {
      const [longest] = [longestMs]
      longestMs = 0
      return longest
    },
    stop(): Promise<void> {
      isOver = true
      return done
    },
  }
}

const namesOf = async (house: House): Promise<ReadonlySet<string>> =>
  new Set(
    (await house.database.query<{ name: string }>('select name from services')).map(
      (row) => row.name,
    ),
  )

/**
 * Kills backups of a program under load. What stands under the final name must be whole, the program
 * must not notice, and a backup that ends holds all that was acknowledged before it began.
 * @returns what came of it, in lines for people
 */
export async function backupKills(build: Build, blows: Blows): Promise<readonly string[]> {
  const house = await build()
  await using server = await house.serve()
  const admin = await firstAdmin(server)
  await admin.addService({ name: 'first', url: 'tcp://127.0.0.1:9', check_interval: 3_600 })
  await addRows(house.database, rowsMore)
  const folder = join(house.cwd, 'backups')
  const writer = writing(admin)
  await mkdir(folder)
  await timed(house, 'backup', join(folder, 'first'))
  writer.longest()
  const durationMs = await timed(house, 'backup', join(folder, 'measured'))
  const longestMs = writer.longest()
  await forSeconds(durationMs / 1_000)
  const otherwiseMs = writer.longest()
  let whole = 0
  const spans = { wholeMs: durationMs, workMs: durationMs / 2 }
  for (const [round, moment] of momentsOver(spans, blows).entries()) {
    const file = join(folder, `round-${round}`)
    const sign = async () =>
      (await readdir(folder)).some((name) => name.startsWith(`round-${round}.`))
    await killAt(house, { moment, sign }, 'backup', file)
    if (!existsSync(file)) continue
    await openArchive(file)
    whole += 1
  }
  const before = [...writer.acknowledged]
  const last = join(folder, 'last')
  await timed(house, 'backup', last)
  await writer.stop()
  const present = await namesOf(house)
  expect(writer.acknowledged.filter((name) => !present.has(name))).toEqual([])
  await stopCleanly(server)

  const copy = await build()
  await timed(copy, 'restore', last, '--yes')
  const restored = await namesOf(copy)
  expect(before.filter((name) => !restored.has(name))).toEqual([])
  const left = (await readdir(folder)).filter((name) => name.includes('.partial')).length
  return [
    `${house.database.dialect}: ${blows.rounds} kills -9 of a backup (seed ${blows.seed}) that takes ${Math.round(durationMs)} ms`,
    `${whole} had their file, each whole; the others had none; ${left} unfinished files of other names`,
    `${writer.acknowledged.length} writes acknowledged meanwhile, none lost; ${before.length} before the last backup, all in it`,
    `the longest answer to a write during a whole backup: ${Math.round(longestMs)} ms; in as long a time without one: ${Math.round(otherwiseMs)} ms`,
  ]
}
