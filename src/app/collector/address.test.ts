import { expect, test } from 'vitest'
import { loadConfig } from '../config/index.ts'
import { addressText, foundAt, listensAt } from './address.ts'

function configOf(env: Record<string, string>) {
  const all = { PHAROS_DATA_DIR: 'data', ...env }
  const loaded = loadConfig({ flags: {}, env: all, cwd: '/app', readFile: () => null })
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems))
  return loaded.config
}

test.each([
  [{}, 'data/collector.sock', 'data/collector.sock'],
  [{ COLLECTOR_LISTEN: '127.0.0.1:8081' }, 'http://127.0.0.1:8081', 'http://127.0.0.1:8081'],
  [{ COLLECTOR_LISTEN: ':8081' }, 'http://0.0.0.0:8081', 'http://0.0.0.0:8081'],
  [{ COLLECTOR_LISTEN: '[::1]:8081' }, 'http://[::1]:8081', 'http://[::1]:8081'],
  [{ AGGREGATOR_URL: 'unix:///run/a%20b.sock' }, 'data/collector.sock', '/run/a b.sock'],
  [{ AGGREGATOR_URL: 'http://collector:8081' }, 'data/collector.sock', 'http://collector:8081'],
  [{ AGGREGATOR_URL: 'https://[::1]' }, 'data/collector.sock', 'https://[::1]:443'],
])('%j listens at %s and is found at %s', (env, listens, found) => {
  const config = configOf(env)
  expect(addressText(listensAt(config))).toBe(listens)
  expect(addressText(foundAt(config))).toBe(found)
})

test('a data folder whose path is too long for a socket is refused with what to do', () => {
  const config = configOf({ PHAROS_DATA_DIR: `/srv/${'x'.repeat(100)}` })
  expect(() => listensAt(config)).toThrow(/too long for a socket.*collector\.listen/)
})

test.each(['8081', 'x:', 'a b:1', '[zz]:1', '1.2.3.4:70000'])(
  '%j is no place to listen',
  (text) => {
    const env = { COLLECTOR_LISTEN: text }
    expect(loadConfig({ flags: {}, env, cwd: '/app', readFile: () => null }).kind).toBe('refused')
  },
)
