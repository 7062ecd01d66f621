import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeWith } from '../test/support/engines.ts'
import { command, timed } from './support/blows.ts'
import { openBrowser, openTab } from './support/browser.ts'
import { type Client, createClient, firstAdmin } from './support/client.ts'
import { buildOnSqlite, type House } from './support/house.ts'
import { freePort } from './support/ports.ts'
import { run, stopCleanly } from './support/program.ts'
import { enter, live } from './support/visitor.ts'

const add = (client: Client, name: string) =>
  client.addService({ name, url: 'tcp://127.0.0.1:9', check_interval: 3_600 })

describeWith('chromium', 'a page that was open before a restore', (executable) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser(executable)
  })
  afterAll(() => browser.close())

  test('shows the restored services by itself, and nothing of what is undone', async () => {
    const house = await buildOnSqlite()
    const port = await freePort()
    const before = await house.serve({ port })
    const admin = await firstAdmin(before)
    const kept = await add(admin, 'kept')
    const { id, rev } = await add(admin, 'old name')
    await using tab = await openTab(browser)
    await enter(tab.page.context(), before)
    await tab.page.goto(`${before.url}/`)
    await live(tab.page)
    const file = join(house.cwd, 'pharos.backup')
    await timed(house, 'backup', file)

    expect((await admin.ask('DELETE', `/api/v1/services/${kept.id}`)).status).toBe(204)
    const path = `/api/v1/services/${id}`
    const headers = { 'If-Match': `"svc-${id}-r${rev}"` }
    await admin.read('PATCH', path, { body: { name: 'new name' }, headers })
    await add(admin, 'undone')
    const names = async () => {
      const rows = await tab.page.locator('#services-body tr').allInnerTexts()
      return rows.flatMap((row) => /kept|old name|new name|undone/.exec(row) ?? []).sort()
    }
    await expect.poll(names).toEqual(['new name', 'undone'])
    await stopCleanly(before)

    await timed(house, 'restore', file, '--yes')
    await using after = await house.serve({ port })
    await expect.poll(names, { timeout: 30_000 }).toEqual(['kept', 'old name'])
    await stopCleanly(after)
  })
})

const pharos = (house: House, args: readonly string[], env: Record<string, string>, input = '') =>
  run({ args, cwd: house.cwd, env: { ...house.env, ...env }, input })

describe('an export', () => {
  test('makes another Pharos watch the same, by import or as its configuration file', async () => {
    const [here, there, third] = [
      await buildOnSqlite(),
      await buildOnSqlite(),
      await buildOnSqlite(),
    ]
    const tokenFor = async (house: House, url: string, role: string) => {
      const admin = await firstAdmin({ url })
      const { token } = await admin.read<{ token: string }>('POST', '/api/v1/tokens', {
        body: { name: 'transfer', role },
      })
      return { admin, env: { PHAROS_URL: url, PHAROS_TOKEN: token }, house }
    }
    await using from = await here.serve()
    await using to = await there.serve()
    const source = await tokenFor(here, from.url, 'viewer')
    await add(source.admin, 'db')
    await source.admin.read('POST', '/api/v1/services', {
      body: {
        name: 'shop ${HOME}: "x"',
        url: 'https://shop.example/?token=geheim',
        check_interval: '5m',
        tags: ['a', 'team:web'],
        paused: true,
      },
    })
    await add(source.admin, 'api')
    const exported = await pharos(here, ['export'], source.env)
    expect([exported.code, exported.stderr]).toEqual([0, ''])
    expect(exported.stdout).not.toContain('geheim')

    const target = await tokenFor(there, to.url, 'editor')
    const first = await pharos(there, ['import', '-'], target.env, exported.stdout)
    expect([first.code, first.stdout]).toEqual([
      1,
      'Added 2, changed 0, left 0 as they are, refused 1\n',
    ])
    expect(first.stderr).toMatch(/^shop \$\{HOME\}: "x": a secret was left out of it/)
    const filled = exported.stdout.replace('•••', 'geheim')
    const second = await pharos(there, ['import', '-'], target.env, filled)
    expect([second.code, second.stdout]).toEqual([
      0,
      'Added 1, changed 0, left 2 as they are, refused 0\n',
    ])
    const again = await pharos(there, ['import', '-'], target.env, exported.stdout)
    expect(again.stdout).toBe('Added 0, changed 0, left 3 as they are, refused 0\n')

    const viewer = { ...target.env, PHAROS_TOKEN: (await viewerOf(to.url, target.admin)).token }
    const refused = await pharos(there, ['import', '-'], viewer, filled.replace('5m', '6m'))
    expect(refused.code).toBe(1)
    expect(refused.stdout).toContain('changed 0, left 2 as they are, refused 1')

    const file = join(third.cwd, 'services.yaml')
    writeFileSync(file, filled)
    const checked = command(third, 'config', 'check', '--config', file)
    expect([(await checked.exited).code, checked.stderr.text]).toEqual([0, ''])
    await using other = await third.serve({ args: ['--config', file] })
    const names = async (client: Client) => (await client.services()).map(({ name }) => name).sort()
    const admin = await firstAdmin(other)
    expect(await names(admin)).toEqual(await names(source.admin))
    for (const server of [from, to, other]) await stopCleanly(server)
  })
})

async function viewerOf(url: string, admin: Client) {
  const { token } = await admin.read<{ token: string }>('POST', '/api/v1/tokens', {
    body: { name: 'viewer', role: 'viewer' },
  })
  return { token, client: createClient(url, { Authorization: `Bearer ${token}` }) }
}
