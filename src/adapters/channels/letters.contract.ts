import { lookup } from 'node:dns/promises'
import type { ProjectId, RunId, ServiceId } from '../../kernel/index.ts'
import type { Letter, News, Notification, RunNews } from '../../modules/alerts/index.ts'
import type { ChannelWorld } from './kind.ts'

export const at = Date.UTC(2026, 11, 31, 14, 30)

export const aChange = (differs: Partial<News> = {}): Notification => ({
  kind: 'change',
  id: '5f2c1e7a9b3d4c6e8f0a1b2c3d4e5f60',
  at,
  news: {
    serviceId: 7 as ServiceId,
    name: 'Shop API',
    target: 'https://shop.example/health',
    tags: ['shop', 'eu'],
    from: 'up',
    to: 'down',
    reason: 'bad_status',
    message: 'answered 503, 200-299 was expected',
    since: at - 60_000,
    afterMs: 3_600_000,
    evidence: {
      status: 503,
      address: '192.0.2.7',
      head: 'HTTP/1.1 503 Service Unavailable\nserver: shop\nset-cookie: ***',
    },
    ...differs,
  },
})

/** Many services that went down at once. */
export const aDigest = (size: number, differs: Partial<News> = {}): Notification => {
  const change = aChange(differs)
  const { news } = change as Extract<Notification, { kind: 'change' }>
  const all = Array.from({ length: size }, (_, i) => ({ ...news, name: `service ${i}` }))
  return { kind: 'digest', id: 'd16e57', at, news: all }
}

export const aRunNews = (differs: Partial<RunNews> = {}): RunNews => ({
  runId: 501 as RunId,
  projectId: 9 as ProjectId,
  project: 'acme/shop',
  turn: 'broken',
  title: 'build',
  number: 71,
  status: 'failed',
  branch: 'main',
  isDefaultBranch: true,
  sha: 'a1b2c3d4e5f60718293a',
  author: 'ann',
  message: 'Sell lamps',
  webUrl: 'https://ci.example/acme/shop/71?a=1&b=%2F',
  finishedAt: at - 5_000,
  durationMs: 90_400,
  ...differs,
})

/** A run that turned its branch. */
export const aTurnedRun = (differs: Partial<RunNews> = {}): Notification => ({
  kind: 'run',
  id: '7d1e4b5a9b3d4c6e8f0a1b2c3d4e5f60',
  at,
  run: aRunNews(differs),
})

export const aLetter = (
  settings: Letter['settings'],
  notification: Notification = aChange(),
): Letter => ({ settings, notification, link: 'https://pharos.example/services/7' })

/** The real world, with what a test wants to be different. */
export const channelWorld = (differs: Partial<ChannelWorld> = {}): ChannelWorld => ({
  now: () => at,
  lookup: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  blocked: () => null,
  reveal: (setting) => setting,
  ...differs,
})

/** Names with which somebody might wish to do more than to be named. */
export const hostile =
  '<!channel> <http://evil.example|ok> </title><b onclick=x>&"\'\r\nBcc: all@example.com'
