import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { makeFolder } from '../../e2e/support/folder.ts'
import { openStore } from '../../e2e/support/seed.ts'
import { createVault } from '../../src/adapters/credentials/index.ts'
import { loadConfig } from '../../src/app/config/index.ts'
import { openPlatforms } from '../../src/app/connectors.ts'
import { startFollowing } from '../../src/app/pipelines.ts'
import { repositoryOf, workflowRunOf } from '../../src/app/platform-house.contract.ts'
import { systemClock as clock } from '../../src/app/world.ts'
import { Secret } from '../../src/kernel/index.ts'
import { silentLog as log } from '../../src/kernel/world.contract.ts'

export type Refresh = {
  /** For a look at each project. */
  readonly seconds: number
  /** Processor time of it, that of the answers included, in seconds. */
  readonly cpu: number
}

const answerMs = 50
const runsEach = 10

type Github = AsyncDisposable & {
  readonly url: string
  /** Resolves when so many lists of runs were asked for. */
  asked(lists: number): Promise<void>
}

/** Answers after 50 ms, and says that nothing has changed where that is so. It counts no calls. */
async function startGithub(projects: number): Promise<Github> {
  const repositories = Array.from({ length: projects }, (_, number) =>
    repositoryOf(4_100_000_000 + number, `acme/service-${number}`),
  )
  const runs = JSON.stringify({
    workflow_runs: Array.from({ length: runsEach }, (_, run) => workflowRunOf(9_000_000_000 + run)),
  })
  let lists = 0
  let bell = { at: Number.POSITIVE_INFINITY, ring: () => {} }
  const bodyOf = (path: string): string => {
    if (path.endsWith('/user')) return '{"id":1,"login":"ann"}'
    if (!path.endsWith('/user/repos')) return path.endsWith('/actions/runs') ? runs : '[]'
    return JSON.stringify(repositories)
  }
  const server = createServer(async (request, response) => {
    const [path = ''] = (request.url ?? '').split('?')
    const isList = path.endsWith('/actions/runs')
    await delay(answerMs)
    const etag = isList ? '"runs"' : ''
    const isSame = isList && request.headers['if-none-match'] === etag
    response.writeHead(isSame ? 304 : 200, { 'content-type': 'application/json', etag })
    response.end(isSame ? '' : bodyOf(path))
    if (!isList) return
    lists += 1
    if (lists >= bell.at) bell.ring()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3`,
    asked(count) {
      const { promise, resolve } = Promise.withResolvers<void>()
      bell = { at: count, ring: resolve }
      if (lists >= count) resolve()
      return promise
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** Looks at projects as the program does, round after round without a rest. */
export async function measureRefresh(rounds: number, projects: number): Promise<Refresh[]> {
  await using github = await startGithub(projects)
  using folder = makeFolder()
  const env = { PHAROS_DATA_DIR: folder.path }
  const loaded = loadConfig({ flags: {}, env, cwd: folder.path, readFile: () => null })
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems))
  const config = { ...loaded.config, cache: { ...loaded.config.cache, refreshMs: 1 } }
  const vault = createVault(new Secret('a key of a benchmark'))
  const { platforms } = openPlatforms({ config, clock, log, vault })
  const store = await openStore(`sqlite:${folder.path}/pharos.db`)
  await store.migrate()
  const actor = { userId: null, label: 'bench', requestId: null }
  const given = { url: github.url, token: 'ghp_secret' }
  await store.connections.create(
    {
      name: 'github',
      platform: 'github',
      config: platforms.parse('github', given, null),
      enabled: true,
      owned: false,
    },
    { actor, at: clock.now() },
  )
  const ending = new AbortController()
  const done = startFollowing({ config, store, platforms, clock, log }).run(ending.signal)
  // The first look at a project reads its history, its branches and its deployments too.
  await github.asked(projects)
  const figures: Refresh[] = []
  for (let round = 1; round <= rounds; round++) {
    const [began, cpu] = [performance.now(), process.cpuUsage()]
    await github.asked((round + 1) * projects)
    const { user, system } = process.cpuUsage(cpu)
    figures.push({ seconds: (performance.now() - began) / 1_000, cpu: (user + system) / 1e6 })
  }
  ending.abort()
  await done
  await store.close()
  return figures
}
