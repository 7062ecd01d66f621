import type { ProjectKey } from '../../../modules/pipelines/index.ts'
import { connectorWorld } from '../http/client.contract.ts'
import { type ReplayOptions, replay } from '../replay.contract.ts'
import type { Routes } from '../replay-platform.contract.ts'
import { github } from './github.ts'

export const shop: ProjectKey = { externalId: '1', fullName: 'octo/shop', defaultBranch: 'main' }

export const many = <Item>(count: number, item: (at: number) => Item) =>
  Array.from({ length: count }, (_, at) => item(at))

/** A server that looks like an Enterprise Server with these routes, and a connector to it. */
export async function served(
  routes: Routes,
  { settings = {}, ...options }: ReplayOptions & { readonly settings?: object } = {},
) {
  const server = await replay({ github: routes }, options)
  const world = connectorWorld({ reveal: (setting) => setting.replace('sealed-', '') })
  const open = (token = 'sealed-token') =>
    github.open(world, { url: server.url, token, organization: '', ...settings })
  const connector = open()
  return {
    server,
    connector,
    open,
    /** What was asked for, below the base. */
    paths: () => server.log.map(({ path }) => path.replace('/api/v3/', '')),
    async [Symbol.asyncDispose]() {
      await connector.close()
      await server.close()
    },
  }
}
