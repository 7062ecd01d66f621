import { connectorWorld } from '../http/client.contract.ts'
import { type ReplayOptions, replay } from '../replay.contract.ts'
import type { Routes } from '../replay-platform.contract.ts'
import { bitbucket } from './bitbucket.ts'

export const ask = { priority: 'user', signal: new AbortController().signal } as const

/** A server that looks like Cloud with these routes, and a connector to it. */
export async function served(
  routes: Routes,
  { settings = {}, ...options }: ReplayOptions & { readonly settings?: object } = {},
) {
  const server = await replay({ bitbucket: routes }, options)
  const world = connectorWorld({ reveal: (setting) => setting.replace('sealed-', '') })
  const given = { url: server.bases.bitbucket, token: 'sealed-token', email: 'ann@acme.example' }
  const connector = bitbucket.open(world, { ...given, ...settings })
  return {
    server,
    connector,
    asked: () => server.log.map(({ path }) => new URL(path, 'http://any')),
    async [Symbol.asyncDispose]() {
      await connector.close()
      await server.close()
    },
  }
}
