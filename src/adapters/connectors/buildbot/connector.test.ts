import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createVirtualTime, virtualClock } from '../../../kernel/virtual-time.contract.ts'
import { silentLog } from '../../../kernel/world.contract.ts'
import type { ConnectorWorld } from '../kind.ts'
import { buildbot } from './index.ts'

const ask = { priority: 'user', signal: new AbortController().signal } as const
const project = { externalId: '2', fullName: 'lamp', defaultBranch: null }
const s = 1_795_859_573

type Row = Readonly<Record<string, unknown>>

const aRequest = (id: number, more: Row = {}): Row => ({
  buildrequestid: id,
  buildsetid: id + 100,
  builderid: 2,
  complete: true,
  complete_at: s + 60,
  results: 0,
  submitted_at: s,
  ...more,
})
const aBuild = (buildid: number, buildrequestid: number, more: Row = {}): Row => ({
  buildid,
  buildrequestid,
  builderid: 2,
  number: buildid,
  complete: true,
  complete_at: s + 60,
  started_at: s + 10,
  results: 0,
  properties: {},
  ...more,
})

type Tables = Readonly<Record<string, (url: URL) => unknown>>

/** Buildbot as far as these tests ask it: tables, and 404 for all else. */
async function serve(tables: Tables) {
  const asked: string[] = []
  const authorizations = new Set<string | undefined>()
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://any')
    asked.push(`${url.pathname}${url.search}`)
    authorizations.add(request.headers.authorization)
    const body = tables[url.pathname.replace('/ci/api/v2/', '')]?.(url)
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/plain' })
    response.end(JSON.stringify(body ?? { error: 'Invalid path' }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const world: ConnectorWorld = {
    clock: virtualClock(createVirtualTime()),
    log: silentLog,
    random: () => 0.5,
    lookup: async () => ['127.0.0.1'],
    blocked: () => null,
    reveal: (setting) => setting.replace('sealed ', ''),
  }
  const { port } = server.address() as AddressInfo
  const open = (token = '') => buildbot.open(world, { url: `http://127.0.0.1:${port}/ci/`, token })
  return {
    open,
    asked,
    authorizations,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const none: Tables = {
  builds: () => ({ builds: [] }),
  buildsets: () => ({ buildsets: [] }),
  changes: () => ({ changes: [] }),
}

test('a request that is built again because its worker was lost has two attempts, the later first', async () => {
  await using server = await serve({
    ...none,
    'builders/2/buildrequests': () => ({ buildrequests: [aRequest(7)] }),
    'buildrequests/7': () => ({ buildrequests: [aRequest(7)] }),
    builds: () => ({ builds: [aBuild(12, 7), aBuild(11, 7, { results: 5 })] }),
    'builds/11/steps': () => ({ steps: [{ stepid: 1, name: 'a', hidden: true }] }),
    'builds/12/steps': () => ({
      steps: [{ stepid: 2, name: 'b', complete: false, complete_at: null, started_at: null }],
    }),
  })
  const connector = server.open()
  const runs = await connector.pipelines(project, 10, ask)
  expect(runs).toMatchObject([
    { externalId: '7', attempt: 2, number: 12, status: 'success' },
    { externalId: '7', attempt: 1, number: 11, status: 'pending', rawStatus: 'retry' },
  ])
  expect(await connector.run(project, { externalId: '7' }, ask)).toEqual(runs[0])
  expect(await connector.run(project, { externalId: '7', attempt: 1 }, ask)).toEqual(runs[1])
  expect(await connector.run(project, { externalId: '7', attempt: 3 }, ask)).toBeNull()
  expect(await connector.jobs?.(project, { externalId: '7', attempt: 1 }, ask)).toEqual([])
  expect(await connector.jobs?.(project, { externalId: '7', attempt: 2 }, ask)).toMatchObject([
    { name: 'b', status: 'pending' },
  ])
  expect(await connector.jobs?.(project, { externalId: '7', attempt: 3 }, ask)).toEqual([])
})

test('a long list comes in pages, each request once though the list moves meanwhile', async () => {
  const total = 250
  const ids = Array.from({ length: total }, (_, at) => total - at)
  await using server = await serve({
    ...none,
    'builders/2/buildrequests': ({ searchParams }) => {
      const from = Number(searchParams.get('offset'))
      // Another request has come before each page but the first.
      const shifted = Math.max(0, from - from / 100)
      const page = ids.slice(shifted, shifted + Number(searchParams.get('limit')))
      return { buildrequests: page.map((id) => aRequest(id)) }
    },
  })
  const runs = await server.open().pipelines(project, 1_000, ask)
  expect(runs.map(({ externalId }) => Number(externalId))).toEqual(ids)
  const lists = server.asked.filter((path) => path.includes('/buildrequests?'))
  expect(lists).toHaveLength(3)
  // Fifty at a time, of builds and of buildsets; there is no revision to ask changes for.
  expect(server.asked.filter((path) => path.includes('/builds?'))).toHaveLength(5)
  expect(server.asked.filter((path) => path.includes('/changes?'))).toHaveLength(0)
})

test('properties of any form are no reason to fail', async () => {
  const forms = [
    {},
    { got_revision: [{ '': 'a', lib: 'b' }, 'Git'], owner: 'Ada' },
    { got_revision: ['', 'Git'], owner: [['a', 'b'], 'x'] },
    'none',
    null,
  ]
  await using server = await serve({
    ...none,
    'builders/2/buildrequests': () => ({ buildrequests: [aRequest(1)] }),
    builds: () => ({
      builds: forms.map((properties, at) => aBuild(at + 1, 1, { properties })),
    }),
  })
  const runs = await server.open().pipelines(project, 10, ask)
  expect(runs).toHaveLength(forms.length)
  expect(runs.every(({ sha, author }) => sha === null && author === null)).toBe(true)
})

test('a forced build without a revision is of the one that it got', async () => {
  const revision = 'ddb1ec3898674b656eabdfd25a328cb980bfb1b1'
  await using server = await serve({
    ...none,
    'builders/2/buildrequests': () => ({ buildrequests: [aRequest(1)] }),
    builds: () => ({
      builds: [
        aBuild(1, 1, {
          properties: { got_revision: [revision, 'Git'], owner: ['Ada <a@b>', 'Force'] },
        }),
      ],
    }),
    buildsets: () => ({
      buildsets: [
        { bsid: 101, reason: 'force build', sourcestamps: [{ branch: 'main', revision: '' }] },
      ],
    }),
  })
  expect(await server.open().pipelines(project, 10, ask)).toMatchObject([
    { branch: 'main', sha: revision, author: 'Ada', trigger: 'force build' },
  ])
})

test('an answer of another form is a fault that names the place', async () => {
  await using server = await serve({ builders: () => ({ builders: [{ builderid: 'one' }] }) })
  await expect(server.open().projects(ask)).rejects.toMatchObject({
    kind: 'malformed',
    message: expect.stringContaining('builders.0.builderid'),
  })
})

test.each([
  ['', undefined],
  ['sealed canary', 'Bearer canary'],
  ['sealed ada:word', `Basic ${Buffer.from('ada:word').toString('base64')}`],
])('the token %j is sent as %j', async (token, authorization) => {
  await using server = await serve({ builders: () => ({ builders: [] }) })
  await server.open(token).projects(ask)
  expect([...server.authorizations]).toEqual([authorization])
})

test.each([
  ['https://ci.example.com', 'https://ci.example.com'],
  ['https://ci.example.com/bb/#/builders/1', 'https://ci.example.com/bb'],
  ['http://ci.example.com:8010/api/v2/', 'http://ci.example.com:8010'],
  ['https://ada:word@ci.example.com', null],
  ['https://ci.example.com/?a=b', null],
  ['ftp://ci.example.com', null],
  ['ci.example.com', null],
])('the address %s is that of %s', (url, destination) => {
  expect(buildbot.destination({ url })).toBe(destination)
  expect(buildbot.config.safeParse({ url }).success).toBe(destination !== null)
})
