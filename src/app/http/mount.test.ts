import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { expect, onTestFinished, test } from 'vitest'
import { type Access, Refusal, type Route } from '../../kernel/index.ts'
import { createLogger } from '../logger.ts'
import { systemClock } from '../world.ts'
import { createPeerReader } from './facts.ts'
import { createGuard } from './guard.ts'
import { type HttpContext, mount } from './mount.ts'
import { createHttpStats } from './stats.ts'

/** Both wings in front of a database that is away. */
async function openWithoutStore(routes: readonly Route<(c: HttpContext) => Response>[]) {
  const away = () => {
    throw new Refusal('unavailable', 'The database cannot be reached')
  }
  const identity = { authentication: { who: async () => away() } }
  const readPeer = createPeerReader({ trustedProxies: [], publicUrl: null })
  const wing = {
    refuse: () => new Response('refused', { status: 503 }),
    fault: () => new Response('fault', { status: 500 }),
  }
  const app = mount({
    api: { ...wing, routes: [] },
    web: { ...wing, routes },
    guard: createGuard({ identity, readPeer, corsOrigins: [] }),
    clock: systemClock,
    log: createLogger({ level: 'error', format: 'json', write: () => {} }),
    stats: createHttpStats(),
    corsOrigins: [],
    refuseUntilReady: away,
  })
  const { port } = await new Promise<AddressInfo>((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, resolve)
    onTestFinished(() => void server.close())
  })
  const headers = { Cookie: 'pharos_session=of-somebody', Connection: 'close' }
  return async (path: string) =>
    (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).status
}

const route = (path: string, access: Access, forAnyone?: true) => ({
  method: 'GET' as const,
  path,
  access,
  ...(forAnyone && { forAnyone }),
  handler: (c: HttpContext) => new Response(c.get('principal').kind),
})

test('what is the same for everybody is answered without the store, whoever asks', async () => {
  const statusOf = await openWithoutStore([
    route('/status', 'public', true),
    route('/login', 'public'),
    // Nobody declares this; it would open a page to everybody.
    route('/settings', 'admin', true),
  ])
  expect(await statusOf('/status')).toBe(200)
  expect(await statusOf('/login')).toBe(503)
  expect(await statusOf('/settings')).toBe(503)
})
