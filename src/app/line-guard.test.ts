import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { createKeptLog } from '../kernel/world.contract.ts'
import { formatProblem, loadConfig } from './config/index.ts'
import { openLineGuard } from './line-guard.ts'
import { openProbing } from './probing.ts'
import { systemClock as clock } from './world.ts'

const failed = { status: 'down', reason: 'timeout' } as const

function load(checks: string) {
  const readFile = (path: string) =>
    path === '/app/config/config.yaml' ? `checks: { ${checks} }` : null
  return loadConfig({ flags: {}, env: {}, cwd: '/app', readFile })
}

function open(checks: string) {
  const result = load(checks)
  if (result.kind === 'refused') throw new Error(result.problems.map(formatProblem).join('\n'))
  const { log, lines } = createKeptLog()
  const { probes: references } = openProbing(clock)
  return { ...openLineGuard({ config: result.config, references, clock, log }), lines }
}

/** A port on which somebody listens, and one on which somebody did. */
async function ports() {
  const [there, gone] = [createServer(), createServer()]
  for (const server of [there, gone]) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  }
  const [open, closed] = [there, gone].map((one) => (one.address() as AddressInfo).port)
  gone.close()
  await once(gone, 'close')
  return { open, closed, [Symbol.dispose]: () => void there.close() }
}

test('without reference targets there is no guard, and health does not speak of one', () => {
  expect(open('')).toMatchObject({ guard: null, organs: [] })
})

test('while no reference target answers, failures are excused, and health and the log say so', async () => {
  using port = await ports()
  const { guard, organs, lines } = open(`guard: { targets: ["tcp://127.0.0.1:${port.closed}"] }`)
  expect(organs[0]?.health()).toEqual({ connectivity: { status: 'ok', references: 1 } })
  expect(await guard?.excuses(failed, { since: 0, patienceMs: 5_000 })).toBe(true)
  expect(organs[0]?.health()).toEqual({
    connectivity: { status: 'degraded', references: 1, cut_off_since: expect.any(String) },
  })
  expect(organs[0]?.metrics()).toMatchObject([{ name: 'pharos_cut_off', samples: [{ value: 1 }] }])
  expect(lines).toMatchObject([{ level: 'warn' }])
})

test('one reference target that answers is enough: failures stand', async () => {
  using port = await ports()
  const { guard, organs } = open(
    `guard: { targets: ["tcp://127.0.0.1:${port.closed}", "tcp://127.0.0.1:${port.open}"] }`,
  )
  expect(await guard?.excuses(failed, { since: 0, patienceMs: 5_000 })).toBe(false)
  expect(organs[0]?.health()).toEqual({ connectivity: { status: 'ok', references: 2 } })
})

test.each([
  ['"udp://192.0.2.1:53"', 'checks.guard.targets.0: expected an http, https or tcp address'],
  ['"tcp://192.0.2.1"', 'checks.guard.targets.0: expected an http, https or tcp address'],
  ['"https://ann:pw@example.com/"', 'checks.guard.targets.0: expected an http, https or tcp'],
  [Array(11).fill('"tcp://192.0.2.1:53"').join(','), 'checks.guard.targets: expected at most 10'],
])('reference targets of the configuration are refused: %s', (targets, message) => {
  const result = load(`guard: { targets: [${targets}] }`)
  const told = result.kind === 'refused' ? result.problems.map(formatProblem) : []
  expect(told).toEqual([expect.stringContaining(message)])
})
