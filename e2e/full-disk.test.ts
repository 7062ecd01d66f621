import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describeWith } from '../test/support/engines.ts'
import { createClient, firstAdmin } from './support/client.ts'
import { fullDiskRounds } from './support/full-disk-rounds.ts'
import { buildOnSqlite } from './support/house.ts'
import { run, stopCleanly } from './support/program.ts'
import { mountSmallDisk } from './support/small-disk.ts'
import { tell } from './support/tell.ts'
import { until } from './support/until.ts'

const rounds = 2

describeWith('tmpfs', 'a disk that fills up', () => {
  test(`costs nothing that was acknowledged, and heals by room alone, ${rounds} times`, async () => {
    const seed = Date.now() % 1_000_000
    tell(...(await fullDiskRounds(await buildOnSqlite(), { rounds, seed })))
  })

  test('after a clean stop keeps the next start waiting, which says so and goes on by itself', async () => {
    const house = await buildOnSqlite()
    using disk = mountSmallDisk(house.dataDir, 64)
    await using first = await house.serve()
    const { credential } = await firstAdmin(first)
    await stopCleanly(first)
    disk.fill()
    await using server = await house.serve({ early: true })
    await server.stderr.wait(/trying on.*the disk is full|the disk is full.*trying on/)
    const stranger = createClient(server.url)
    expect((await stranger.get('/livez')).status).toBe(200)
    expect(await stranger.get('/readyz')).toMatchObject({
      status: 503,
      json: { reasons: ['the disk is full'] },
    })
    expect((await stranger.get('/api/health')).json).toMatchObject({
      checks: { store: { status: 'down', disk_full: true } },
    })
    const page = await stranger.get('/login')
    expect(page.status).toBe(503)
    expect(page.text).toContain('The disk is full. Make room; Pharos then starts by itself')
    disk.free()
    await until('it is ready', async () => (await stranger.get('/readyz')).status === 200)
    expect((await createClient(server.url, credential).get('/api/v1/services')).status).toBe(200)
  })

  test('before the first start ends it in one line, and leaves nothing behind', async () => {
    const house = await buildOnSqlite()
    using disk = mountSmallDisk(house.dataDir, 64)
    disk.fill()
    const env = { HOST: '127.0.0.1', ...house.env }
    const ended = await run({ args: ['serve', '--port', '0'], cwd: house.cwd, env })
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(
      /^pharos: \S+ cannot be written \(ENOSPC.*\); make room, or [^\n]+\n$/,
    )
    expect(readdirSync(house.dataDir)).toEqual(['ballast'])
  })
})
