import { expect, test } from 'vitest'
import { clientEnvironment } from './client.ts'

function read(env: Record<string, string>, dotenv: string) {
  const readFile = (path: string) => (path.endsWith('.env') ? dotenv : null)
  return clientEnvironment({ env, cwd: '/app', readFile })
}

test('a client finds its server and its token also in .env', () => {
  const env = read({ PHAROS_URL: 'http://real' }, 'PHAROS_URL=http://file\nPHAROS_TOKEN=phr_file')
  expect(env).toMatchObject({ PHAROS_URL: 'http://real', PHAROS_TOKEN: 'phr_file' })
})

test('what a terminal can show comes from the real environment alone', () => {
  expect(read({ NO_COLOR: '1', TERM: 'dumb' }, '')).toMatchObject({ NO_COLOR: '1', TERM: 'dumb' })
  const env = read({}, 'NO_COLOR=1\nTERM=dumb')
  expect([env.NO_COLOR, env.TERM]).toEqual([undefined, undefined])
})

test('nothing else of the environment reaches a client', () => {
  const env = read({ JWT_SECRET: 'x', PATH: '/bin' }, 'DATABASE_URL=postgres://x')
  expect(Object.values(env).filter((value) => value !== undefined)).toEqual([])
})
