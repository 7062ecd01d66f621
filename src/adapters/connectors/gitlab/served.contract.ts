import { virtualEpoch } from '../../../kernel/virtual-time.contract.ts'
import type { ProjectKey } from '../../../modules/pipelines/index.ts'
import type { ConnectorWorld } from '../kind.ts'
import { type ReplayOptions, replay } from '../replay.contract.ts'
import type { Routes } from '../replay-platform.contract.ts'
import { gitlab } from './gitlab.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {}, with: () => quiet }

/** Waits pass at once; the limit of time of a call never does. */
export function aWorld(): ConnectorWorld {
  let slept = 0
  return {
    clock: {
      now: () => virtualEpoch + slept,
      monotonic: () => slept,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          if (ms >= 15_000) return signal?.addEventListener('abort', () => resolve())
          slept += ms
          resolve()
        }),
    },
    log: quiet,
    random: () => 0,
    lookup: () => Promise.reject(new Error('no names here')),
    blocked: () => null,
    reveal: (setting) => setting.replace('sealed-', ''),
  }
}

export const ask = { priority: 'user', signal: new AbortController().signal } as const
export const app: ProjectKey = { externalId: '9', fullName: 'group/app', defaultBranch: 'main' }
export const many = <Item>(count: number, item: (at: number) => Item) =>
  Array.from({ length: count }, (_, at) => item(at + 1))

export const aProject = (id: number) => ({
  id,
  name: `App ${id}`,
  path_with_namespace: `group/app-${id}`,
  visibility: 'private',
  archived: false,
})
export const aPipeline = (id: number) => ({
  id,
  iid: id,
  status: 'success',
  source: 'push',
  ref: 'main',
  sha: `${id}`.padStart(40, '0'),
  created_at: '2024-01-01T10:00:00Z',
  updated_at: '2024-01-01T11:00:00Z',
})

/** A server with these routes of the API, and a connector to it. */
export async function served(
  routes: Routes,
  { settings = {}, ...options }: ReplayOptions & { readonly settings?: object } = {},
) {
  const server = await replay({ gitlab: routes }, options)
  const connector = gitlab.open(aWorld(), { url: server.url, token: 'sealed-glpat', ...settings })
  return {
    server,
    connector,
    paths: () => server.log.map(({ path }) => path.replace('/api/v4/', '')),
    async [Symbol.asyncDispose]() {
      await connector.close()
      await server.close()
    },
  }
}
