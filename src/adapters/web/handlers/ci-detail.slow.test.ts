import { describe, expect, onTestFinished, test } from 'vitest'
import type { ConnectionId } from '../../../kernel/index.ts'
import type { FoundRun } from '../../../modules/pipelines/index.ts'
import {
  aBranch,
  aConnection,
  aDeployment,
  aJob,
  aProject,
  aRun,
} from '../../../modules/pipelines/samples.contract.ts'
import { openHouse } from '../house.contract.ts'
import { openTab, targetsOf } from '../live/tab.contract.ts'

const actor = { userId: null, label: 'test', requestId: null }

/** A house whose store knows one project with these runs. */
async function open(runs: readonly Partial<FoundRun>[] = [{}]) {
  const house = await openHouse()
  onTestFinished(() => house[Symbol.asyncDispose]())
  const { store } = house
  const as = await house.person('admin')
  const at = Date.now()
  const saved = await store.connections.create(aConnection(), { actor, at })
  if (saved.kind !== 'saved') throw new Error(saved.kind)
  const connection = saved.connection.id
  const { id } = await store.pipelines.saveProject(connection, aProject(), at)
  const tell = async (...found: readonly Partial<FoundRun>[]) => {
    const times = { createdAt: at - 60_000, startedAt: at - 59_000, finishedAt: at, sourceTime: at }
    await store.pipelines.saveRuns(
      id,
      found.map((run) => aRun({ ...times, ...run })),
      { at, manner: 'live' },
    )
  }
  await tell(...runs)
  await store.pipelines.noteProject(id, { at, trouble: null, filled: true })
  return { ...house, as, at, id, connection, tell, pipelines: store.pipelines }
}

/** Without what time alone changes: ages, and how far the page has followed the ledger by now. */
const still = (markup: string): string =>
  markup.replaceAll(/ data-rev="\d+"/g, '').replaceAll(/data-age="">[^<]*/g, '')

const anIssue = {
  number: 3,
  title: 'The till jams',
  author: null,
  labels: [],
  webUrl: null,
  createdAt: null,
  updatedAt: null,
}

describe('the page of a project', () => {
  test('shows runs, branches, and lists that are asked for and come by themselves', async () => {
    const { read, as, at, id, pipelines } = await open()
    await pipelines.saveBranches(id, [aBranch({ name: 'fix/a b' })], { at, whole: true })
    const page = await read(`/ci/${id}`, { as })
    expect(page).toContain('Acme/shop')
    expect(page).toContain('ci #1')
    expect(page).toContain(`href="/ci/${id}?branch=fix%2Fa+b#h-runs"`)
    expect(page).toContain('Loading: the platform is asked.')
    const value = [{ ...anIssue, title: 'The till <jams>' }]
    await pipelines.saveSnapshot(id, 'issues', { at: Date.now(), value })
    const panel = await read(`/partials/ci/${id}/issues`, { as, hx: true })
    expect(panel).toContain('The till &lt;jams&gt;')
    expect(panel).not.toContain('Loading')
  })

  test('lists runs of a branch and of a status', async () => {
    const runs = [{ externalId: '1', title: 'good' }]
    const { read, as, id } = await open([
      ...runs,
      { externalId: '2', title: 'bad', status: 'failed', branch: 'a/b' },
    ])
    const panel = (query: string) => read(`/partials/ci/${id}/runs?${query}`, { as, hx: true })
    expect(await panel('status=failed')).not.toContain('good #1')
    expect(await panel('status=failed')).toContain('bad #1')
    expect(await panel('branch=a%2Fb')).toContain('bad #1')
    expect(await panel('branch=main')).not.toContain('bad #1')
  })

  test.each(['head', 'branches', 'runs', 'merge-requests', 'issues'])(
    'is the same in its part %s, and whoever opens that gets the page',
    async (name) => {
      const { ask, read, as, id } = await open()
      const part = await read(`/partials/ci/${id}/${name}`, { as, hx: true })
      expect(still(await read(`/ci/${id}`, { as }))).toContain(still(part))
      const { status, headers } = await ask('GET', `/partials/ci/${id}/${name}`, { as })
      expect([status, headers.get('location')]).toEqual([303, `/ci/${id}`])
    },
  )

  test('tells the trends of a month', async () => {
    const { read, as, id } = await open()
    const panel = await read(`/partials/ci/${id}/trends`, { as, hx: true })
    expect(panel).toContain('Last 30 days')
  })

  test('hears of a run by its mark', async () => {
    const { read, as, id, tell, listen } = await open()
    const url = await listen()
    const page = await read(`/ci/${id}`, { as })
    const [, address = ''] = /hx-sse:connect="\/stream\?([^"]*)"/.exec(page) ?? []
    const tab = await openTab(url, { as, query: address.replaceAll('&amp;', '&') })
    onTestFinished(() => tab[Symbol.asyncDispose]())
    await tell({ externalId: '9', status: 'failed' })
    const message = await tab.next(({ event, data }) => event === null && data !== '')
    expect(targetsOf(message)).toEqual([`outerMorph #ci-${id}-at`])
    expect(await read(`/partials/ci/${id}/runs`, { as, hx: true })).toContain('failed')
  })

  test('has its platform asked, for editors', async () => {
    const { ask, person, as, id, pipelines } = await open()
    const viewer = await person('viewer')
    expect((await ask('POST', `/ci/${id}/refresh`, { as: viewer })).status).toBe(403)
    const answer = await ask('POST', `/ci/${id}/refresh`, { as })
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      `/ci/${id}?done=refreshed`,
    ])
    expect((await pipelines.wants(1 as ConnectionId, 9)).map(({ want }) => want.kind)).toContain(
      'refresh',
    )
  })

  test('that is none is not found', async () => {
    const { ask, as } = await open()
    expect((await ask('GET', '/ci/99', { as })).status).toBe(404)
    expect((await ask('GET', '/ci/x', { as })).status).toBe(404)
  })
})

describe('the page of a run', () => {
  test('has the platform asked for its jobs, and shows them once they are there', async () => {
    const { read, as, id, pipelines } = await open()
    const [run] = (await pipelines.runs({}, { page: 1, limit: 1 })).items
    if (run === undefined) throw new Error('there is no run')
    const page = await read(`/ci/runs/${run.id}`, { as })
    expect(page).toContain('Loading: the platform is asked for the jobs.')
    expect((await pipelines.wants(1 as ConnectionId, 9)).map(({ want }) => want.kind)).toContain(
      'jobs',
    )
    await pipelines.saveJobs(id, run, [aJob({ name: 'unit <1>' })], Date.now())
    const panel = await read(`/partials/ci/runs/${run.id}/jobs`, { as, hx: true })
    expect(panel).toContain('unit &lt;1&gt;')
    for (const name of ['head', 'jobs', 'related']) {
      const part = await read(`/partials/ci/runs/${run.id}/${name}`, { as, hx: true })
      expect(still(await read(`/ci/runs/${run.id}`, { as }))).toContain(still(part))
    }
  })

  test('is run again by editors', async () => {
    const { ask, read, as, pipelines } = await open()
    const [run] = (await pipelines.runs({}, { page: 1, limit: 1 })).items
    expect(await read(`/ci/runs/${run?.id}`, { as })).toContain('/rerun"')
    const answer = await ask('POST', `/ci/runs/${run?.id}/rerun`, { as })
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      `/ci/runs/${run?.id}?done=again`,
    ])
    expect((await pipelines.wants(1 as ConnectionId, 9)).map(({ want }) => want.kind)).toContain(
      'rerun',
    )
  })
})

test('a deployment goes from in progress to success, with the mark of all', async () => {
  const { read, as, at, id, pipelines, listen } = await open()
  const told = (differs: Parameters<typeof aDeployment>[0]) =>
    pipelines.saveDeployments(id, [aDeployment(differs)], { at, manner: 'live' })
  await told({ status: 'running', finishedAt: null, sourceTime: at })
  const url = await listen()
  const page = await read('/deployments', { as })
  expect(page).toContain('In progress')
  const part = await read('/partials/deployments', { as, hx: true })
  expect(still(page)).toContain(still(part))
  const [, address = ''] = /hx-sse:connect="\/stream\?([^"]*)"/.exec(page) ?? []
  const tab = await openTab(url, { as, query: address.replaceAll('&amp;', '&') })
  onTestFinished(() => tab[Symbol.asyncDispose]())
  await told({ sourceTime: at + 1_000 })
  const message = await tab.next(({ event, data }) => event === null && data !== '')
  expect(targetsOf(message)).toEqual(['outerMorph #ci-at'])
  const panel = await read('/partials/deployments', { as, hx: true })
  expect(panel).not.toContain('In progress')
  expect(panel).toContain('Success')
})

test('statistics are of a range and of a connection', async () => {
  const { read, as, connection } = await open()
  const page = await read(`/ci/stats?days=7&connection=${connection}`, { as })
  expect(page).toContain('Last 7 days')
  expect(page).toContain('days of Europe/Berlin')
  expect(page).toContain(`<option value="${connection}" selected`)
  expect(await read('/ci/stats?days=8', { as })).toContain('Last 30 days')
})
