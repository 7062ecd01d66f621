import { describe, expect, test } from 'vitest'
import { replay } from './replay.contract.ts'
import { parseTree } from './replay-jenkins.contract.ts'

const many = (count: number) => Array.from({ length: count }, (_, at) => ({ id: at + 1 }))

async function ask(url: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(url, { headers })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: tryJson(text) }
}

function tryJson(text: string) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

describe('the replay server, as GitHub', () => {
  const routes = { github: { 'repos/o/r/actions/runs': many(5), 'repos/o/r': { id: 7 } } }

  test('leads to the next page by number, and counts what is new', async () => {
    await using server = await replay(routes)
    const first = await ask(`${server.bases.github}/repos/o/r/actions/runs?per_page=2`)
    expect(first.body).toMatchObject({ total_count: 5, workflow_runs: [{ id: 1 }, { id: 2 }] })
    const [, next = ''] = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '') ?? []
    expect(next).toMatch(/\/api\/v3\/repositories\/\d+\/actions\/runs\?per_page=2&page=2$/)
    expect((await ask(next)).body.workflow_runs).toEqual([{ id: 3 }, { id: 4 }])
    expect(first.headers.get('x-ratelimit-remaining')).toBe('4999')
  })

  test('an entity tag is of one token, and what has not changed is free', async () => {
    await using server = await replay(routes)
    const url = `${server.bases.github}/repos/o/r`
    const { headers } = await ask(url, { authorization: 'Bearer one' })
    const tag = { 'if-none-match': headers.get('etag') ?? '' }
    const again = await ask(url, { ...tag, authorization: 'Bearer one' })
    expect([again.status, again.headers.get('x-ratelimit-remaining')]).toEqual([304, '4999'])
    expect((await ask(url, { ...tag, authorization: 'Bearer two' })).status).toBe(200)
    expect(server.counted()).toBe(2)
  })

  test('refuses a wrong token, and all when its limit is used up', async () => {
    await using server = await replay(routes, { token: 'right', quota: 1 })
    expect((await ask(`${server.bases.github}/repos/o/r`)).status).toBe(401)
    const limited = await ask(`${server.bases.github}/repos/o/r`)
    expect([limited.status, limited.body.message]).toEqual([403, expect.stringContaining('limit')])
  })
})

test('as GitLab it pages by number and by key, and says its limit in plain text', async () => {
  await using server = await replay({ gitlab: { projects: many(5) } })
  const url = `${server.bases.gitlab}/projects?per_page=2`
  const first = await ask(url)
  expect(first.body).toEqual([{ id: 5 }, { id: 4 }])
  expect(first.headers.get('x-next-page')).toBe('2')
  expect(first.headers.get('x-total')).toBe('5')
  const keyed = await ask(`${url}&pagination=keyset&order_by=id&sort=asc`)
  expect(keyed.body).toEqual([{ id: 1 }, { id: 2 }])
  expect(keyed.headers.get('link')).toContain('id_after=2')
  expect(keyed.headers.get('x-total')).toBeNull()
  server.fault('/api/v4/projects', { kind: 'limited', retryAfter: 7 })
  const limited = await ask(url)
  expect([limited.status, limited.text]).toEqual([429, 'Retry later\n'])
  expect(limited.headers.get('retry-after')).toBe('7')
})

test('as Bitbucket it gives the oldest pipelines first unless it is asked otherwise', async () => {
  const pipelines = ['b', 'a', 'c'].map((created_on) => ({ created_on, target: { ref_name: 'x' } }))
  await using server = await replay({ bitbucket: { 'repositories/w/r/pipelines': pipelines } })
  const url = `${server.bases.bitbucket}/repositories/w/r/pipelines/`
  const first = (await ask(`${url}?pagelen=2&fields=next,values.created_on`)).body
  expect(first.values).toEqual([{ created_on: 'a' }, { created_on: 'b' }])
  expect((await ask(first.next)).body).toEqual({ values: [{ created_on: 'c' }] })
  expect((await ask(`${url}?sort=-created_on&fields=values`)).body.values[0].created_on).toBe('c')
  expect((await ask(`${server.bases.bitbucket}/repositories`)).status).toBe(410)
})

test('as Jenkins it gives what the tree names, in the range it names', async () => {
  const builds = [1, 2, 3].map((number) => ({
    _class: 'Run',
    number,
    result: number === 3 ? 'FAILURE' : 'SUCCESS',
    actions: [{ causes: [{ shortDescription: 'push', user: {} }] }],
  }))
  await using server = await replay({ jenkins: { 'job/a': { name: 'a', builds } } })
  const at = `${server.bases.jenkins}/job/a`
  const tree = 'name,allBuilds[number,actions[causes[shortDescription]]]{0,1}'
  const { body, headers } = await ask(`${at}/api/json?tree=${encodeURIComponent(tree)}`)
  expect(body).toEqual({
    name: 'a',
    allBuilds: [
      { _class: 'Run', number: 3, actions: [{ causes: [{ shortDescription: 'push' }] }] },
    ],
  })
  expect(headers.get('x-jenkins')).not.toBeNull()
  expect((await ask(`${at}/lastSuccessfulBuild/api/json`)).body.number).toBe(2)
  expect((await ask(`${at}/1/api/json`)).body.number).toBe(1)
  expect((await ask(`${at}/9/api/json`)).status).toBe(404)
  expect(() => parseTree('a[b')).toThrow('does not read')
})

test('faults come in turn, as often and as late as they are asked for', async () => {
  await using server = await replay({ github: { 'user/repos': many(3) } })
  const url = `${server.bases.github}/user/repos?per_page=1`
  server.fault('/api/v3/user', { kind: 'secondary' }, { after: 1, times: 2 })
  server.fault('/api/v3/user', { kind: 'null' })
  server.fault('/api/v3/user', { kind: 'foreign_next' })
  server.fault('/api/v3/user', { kind: 'reset' })
  server.fault('/api/v3/user', { kind: 'cut' })
  expect((await ask(url)).status).toBe(200)
  expect((await ask(url)).status).toBe(403)
  expect((await ask(url)).body.message).toContain('secondary rate limit')
  expect((await ask(url)).body).toEqual([null])
  expect((await ask(url)).headers.get('link')).toContain('<https://elsewhere.invalid/api/v3/')
  await expect(ask(url)).rejects.toThrow()
  await expect(ask(url)).rejects.toThrow()
  expect((await ask(url)).status).toBe(200)
  expect(server.log.map(({ status }) => status)).toEqual([200, 403, 403, 200, 200, null, 200, 200])
})

test('a route that is a function answers by itself, and other methods have their own', async () => {
  await using server = await replay({
    gitlab: {
      version: ({ token }) => ({ status: token === '' ? 401 : 200, body: { version: '18.0' } }),
      'POST projects/1/retry': {},
    },
  })
  expect((await ask(`${server.bases.gitlab}/version`)).status).toBe(401)
  expect((await ask(`${server.bases.gitlab}/version`, { 'private-token': 'x' })).body).toEqual({
    version: '18.0',
  })
  const posted = await fetch(`${server.bases.gitlab}/projects/1/retry`, { method: 'POST' })
  expect(posted.status).toBe(201)
})
