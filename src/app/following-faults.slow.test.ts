import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ReplayServer, replay } from '../adapters/connectors/replay.contract.ts'
import {
  openPlatformHouse,
  type PlatformHouse,
  repositoryOf,
  routesOf,
  workflowRunOf,
} from './platform-house.contract.ts'

/** One failing, slow or limited platform or project never hurts another. */
let github: ReplayServer
let house: PlatformHouse
const soon = { timeout: 10_000, interval: 50 }

const many = Array.from({ length: 10_000 }, (_, i) => repositoryOf(10_000 + i, `big/r${i}`))
const routes: Record<string, unknown> = {
  user: { id: 1, login: 'ann' },
  'user/repos': [
    repositoryOf(1, 'acme/good'),
    repositoryOf(2, 'acme/off'),
    repositoryOf(3, 'acme/broken'),
  ],
  ...routesOf('acme/good', [workflowRunOf(11)]),
  ...routesOf('acme/broken', [workflowRunOf(13)]),
  'repos/acme/off': repositoryOf(2, 'acme/off'),
  'orgs/big/repos': many,
}

beforeAll(async () => {
  github = await replay({ github: routes as never })
  github.fault(
    '/api/v3/repos/acme/broken/actions/runs',
    { kind: 'status', status: 500 },
    { times: 10_000 },
  )
  house = await openPlatformHouse()
})
afterAll(async () => {
  await house[Symbol.asyncDispose]()
  await github[Symbol.asyncDispose]()
})

const connect = (name: string, config: object = {}) =>
  house.post('/api/v1/connections', {
    name,
    platform: 'github',
    config: { url: github.bases.github, token: 'ghp_x', ...config },
  })
const projectsOf = async (name: string, query = '') => {
  const { items } = await house.ask('/api/v1/connections')
  const id = items.find((one) => one.name === name)?.id
  return house.ask(`/api/v1/projects?connection_id=${id}${query}`)
}
const named = async (connection: string, name: string) =>
  (await projectsOf(connection)).items.find((one) => one.full_name === name)
const connection = async (name: string) =>
  (await house.ask('/api/v1/connections')).items.find((one) => one.name === name) as
    | {
        readonly id: number
        readonly state: { readonly trouble: { readonly kind: string } | null }
      }
    | undefined

describe('beside a project that fails', () => {
  test('the others have their runs, and it says why it has none', async () => {
    await connect('main')
    await expect.poll(async () => (await named('main', 'acme/good'))?.status, soon).toBe('success')
    const broken = () => named('main', 'acme/broken')
    await expect
      .poll(async () => (await broken())?.trouble, { ...soon, timeout: 40_000 })
      .toMatchObject({ kind: 'unavailable' })
    expect(await broken()).toMatchObject({ status: 'unknown', freshness: 'error', latest: null })
  }, 60_000)

  test('one whose CI is switched off says that, and is not a failure of the connection', async () => {
    const off = async () => (await named('main', 'acme/off'))?.trouble
    await expect.poll(off, soon).toMatchObject({ kind: 'disabled' })
    expect((await connection('main'))?.state.trouble).toBeNull()
  })
})

describe('beside a platform that refuses its token', () => {
  test('the others go on, and it says why it does not work', async () => {
    await using strict = await replay({ github: routes as never }, { token: 'the right one' })
    await connect('expired', { url: strict.bases.github })
    const trouble = async () => (await connection('expired'))?.state.trouble
    await expect.poll(trouble, soon).toMatchObject({ kind: 'unauthorized' })
    expect(await named('main', 'acme/good')).toMatchObject({ freshness: 'fresh' })
    expect(house.running.lines.join('\n')).not.toContain('ghp_x')
  })
})

describe('a list that breaks off', () => {
  test('stores nothing of itself, and the next one all of it', async () => {
    // A page in the middle, and each further try of it.
    github.fault('/api/v3/organizations/', { kind: 'reset' }, { after: 2, times: 3 })
    await connect('big', { organization: 'big' })
    await expect
      .poll(async () => (await connection('big'))?.state.trouble, { ...soon, timeout: 30_000 })
      .toMatchObject({ kind: 'unavailable' })
    expect((await projectsOf('big')).total).toBe(0)
    const id = (await connection('big'))?.id
    await house.post(`/api/v1/connections/${id}/refresh`, {})
    await expect
      .poll(async () => (await projectsOf('big')).total, { ...soon, timeout: 60_000 })
      .toBe(10_000)
    expect((await projectsOf('big', '&q=r9999')).items).toMatchObject([{ full_name: 'big/r9999' }])
  }, 120_000)
})
