import { expect, test } from 'vitest'
import { type ConfigProblem, loadConfig } from './config/index.ts'
import { holdConfig } from './config-status.ts'

function load(yaml: string) {
  const readFile = (path: string) => (path === '/app/config/config.yaml' ? yaml : null)
  const result = loadConfig({ flags: {}, env: {}, cwd: '/app', readFile })
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.problems))
  return result.config
}

const problem = (message: string): ConfigProblem => ({
  file: 'config/config.yaml',
  line: 1,
  column: 1,
  path: 'server.prot',
  message,
  hint: null,
})

function bench(yaml = '') {
  let now = 1_000
  const holder = holdConfig(load(yaml), [problem('not active yet')], { now: () => now })
  return {
    holder,
    at: (ms: number) => {
      now = ms
    },
  }
}

test('a configuration that was just started with has its warnings and nothing refused', () => {
  expect(bench().holder.status()).toMatchObject({
    warnings: ['config/config.yaml:1:1: server.prot: not active yet'],
    readAgainAt: null,
    refused: null,
  })
})

test('a refused one leaves everything as it is, and says why until one is taken over', () => {
  const { holder, at } = bench()
  const { config, warnings } = holder.status()
  at(2_000)
  holder.refuse([problem('unknown key')])
  expect(holder.status()).toEqual({
    config,
    warnings,
    readAgainAt: null,
    refused: { at: 2_000, problems: ['config/config.yaml:1:1: server.prot: unknown key'] },
  })
  at(3_000)
  holder.tookOver(load(''), [])
  expect(holder.status()).toMatchObject({ warnings: [], readAgainAt: 3_000, refused: null })
})

test('what is taken over is what a running program changes: services and the log level', () => {
  const { holder } = bench('logging: { level: info, format: text }')
  const next = load(`server: { port: 1 }
logging: { level: debug, format: json }
services: [ { name: api, url: "https://api.example.com" } ]
`)
  holder.tookOver(next, [])
  const { config } = holder.status()
  expect(config.logging).toEqual({ level: 'debug', format: 'text' })
  expect(config.services).toHaveLength(1)
  expect(config.server.port).toBe(8080)
})
