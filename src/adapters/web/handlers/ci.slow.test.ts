import { describe, expect, onTestFinished, test } from 'vitest'
import type { ProjectView } from '../../../modules/pipelines/index.ts'
import { aConnection, aProject, aRun } from '../../../modules/pipelines/samples.contract.ts'
import { openHouse } from '../house.contract.ts'
import { openTab, targetsOf } from '../live/tab.contract.ts'

const actor = { userId: null, label: 'test', requestId: null }

/** A house whose store knows one connection, and what its platform told. */
async function open(differs: Parameters<typeof openHouse>[0] = {}) {
  const house = await openHouse(differs)
  onTestFinished(() => house[Symbol.asyncDispose]())
  const { store } = house
  const editor = await house.person('admin')
  const at = Date.now()

  async function connect() {
    const saved = await store.connections.create(aConnection(), { actor, at })
    if (saved.kind !== 'saved') throw new Error(saved.kind)
    return saved.connection.id
  }
  async function tell(
    fullName: string,
    status: ProjectView['status'],
    connection: Awaited<ReturnType<typeof connect>>,
  ) {
    const found = aProject({ externalId: fullName, fullName, name: fullName.split('/')[1] ?? '' })
    const project = await store.pipelines.saveProject(connection, found, at)
    const run = aRun({ externalId: `${fullName} ${status}`, status, createdAt: at, sourceTime: at })
    await store.pipelines.saveRuns(project.id, [run], { at, manner: 'live' })
    await store.pipelines.noteProject(project.id, { at, trouble: null, filled: true })
    return project
  }
  return { ...house, editor, connect, tell }
}

describe('the page of all projects', () => {
  test('leads to the first connection, then shows what is there', async () => {
    const { read, editor, connect, tell } = await open()
    expect(await read('/ci', { as: editor })).toContain('href="/connections/new"')
    const connection = await connect()
    expect(await read('/ci', { as: editor })).toContain('Loading projects')
    await tell('acme/shop', 'failed', connection)
    const page = await read('/ci', { as: editor })
    expect(page).toContain('>acme/shop</a>')
    expect(page).toContain('data-status="failed"')
  })

  test('is the same in its part, and whoever opens the part gets the page', async () => {
    const { ask, read, editor, connect, tell } = await open()
    await tell('acme/shop', 'failed', await connect())
    const panel = await read('/partials/ci?status=failed', { as: editor, hx: true })
    expect(await read('/ci?status=failed', { as: editor })).toContain(panel)
    const { status, headers } = await ask('GET', '/partials/ci?status=failed', { as: editor })
    expect([status, headers.get('location')]).toEqual([303, '/ci?status=failed'])
  })

  test('hears of a change by its mark, and its part has the change', async () => {
    const { read, editor, connect, tell, listen } = await open()
    const connection = await connect()
    await tell('acme/shop', 'success', connection)
    const url = await listen()
    const page = await read('/ci', { as: editor })
    const [, address = ''] = /hx-sse:connect="\/stream\?([^"]*)"/.exec(page) ?? []
    const tab = await openTab(url, { as: editor, query: address.replaceAll('&amp;', '&') })
    onTestFinished(() => tab[Symbol.asyncDispose]())
    await tell('acme/shop', 'failed', connection)
    const message = await tab.change()
    expect(targetsOf(message)).toEqual(['outerMorph #ci-at'])
    const mark = Number(/data-rev="(\d+)"/.exec(message.data)?.[1])
    const panel = await read('/partials/ci', { as: editor, hx: true })
    expect(panel).toContain('data-status="failed"')
    expect(Number(/data-rev="(\d+)"/.exec(panel)?.[1])).toBeGreaterThanOrEqual(mark)
  })

  test('shows what is known while the store is away, and its part leaves the page alone', async () => {
    const { ask, read, editor, connect, tell, outage } = await open()
    await tell('acme/shop', 'failed', await connect())
    await read('/ci', { as: editor })
    outage.isOn = true
    const page = await read('/ci', { as: editor })
    expect(page).toContain('>acme/shop</a>')
    expect(page).toContain('the database cannot be reached')
    const part = await ask('GET', '/partials/ci', { as: editor, hx: true })
    expect(part.status).toBe(204)
  })
})

test('the wall has no navigation, and loads itself anew where no script runs', async () => {
  const { read, editor, connect, tell } = await open()
  await tell('acme/shop', 'failed', await connect())
  const page = await read('/ci/wall', { as: editor })
  expect(page).not.toContain('class="bar"')
  expect(page).toContain('<noscript><meta http-equiv="refresh" content="30"')
  expect(page).toContain(await read('/partials/ci/wall', { as: editor, hx: true }))
})

test('the overview asks whether it shipped, once something is connected', async () => {
  const { read, editor, connect, tell } = await open()
  const before = await read('/', { as: editor })
  expect(before).toContain('<section id="p-ci-overview" hidden')
  expect(before).not.toContain('Did it ship?')
  const connection = await connect()
  await tell('acme/shop', 'failed', connection)
  await tell('acme/mail', 'success', connection)
  const page = await read('/', { as: editor })
  expect(page).toContain('Did it ship?')
  expect(page).toContain('>acme/shop</a>')
  expect(page).not.toContain('>acme/mail</a>')
})

test('the search finds projects', async () => {
  const { read, editor, connect, tell } = await open()
  await tell('acme/shop', 'failed', await connect())
  expect(await read('/search?q=sho', { as: editor })).toContain('acme/shop')
  expect(await read('/partials/palette?q=sho', { as: editor, hx: true })).toContain('acme/shop')
})
