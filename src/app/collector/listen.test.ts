import { mkdtempSync, rmSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Clock } from '../../kernel/index.ts'
import { silentLog } from '../../kernel/world.contract.ts'
import { systemClock } from '../world.ts'
import { keepListening } from './listen.ts'

/** Two seconds last twenty milliseconds. */
const quick: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 100, signal) }

function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pharos-door-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'collector.sock')
}

/** A door that says its name, kept open until the test ends. */
function open(path: string, name: string) {
  const server: Server = createServer((_request, response) => response.end(name))
  const closing = new AbortController()
  const { signal } = closing
  const address = { kind: 'socket', path } as const
  const listening = keepListening({ server, address, clock: quick, log: silentLog, signal })
  const close = async () => {
    closing.abort()
    await listening
  }
  onTestFinished(close)
  return { close }
}

const ask = (socketPath: string): Promise<string | null> =>
  new Promise((resolve) => {
    const outgoing = request({ socketPath, path: '/', agent: false }, (response) => {
      response.setEncoding('utf8')
      response.on('data', resolve)
    })
    outgoing.on('error', () => resolve(null))
    outgoing.end()
  })

async function untilSaid(path: string, name: string): Promise<void> {
  while ((await ask(path)) !== name) await setImmediate()
}

test('a door whose socket was taken away makes it again', async () => {
  const path = openFolder()
  open(path, 'a')
  await untilSaid(path, 'a')
  await rm(path)
  await untilSaid(path, 'a')
})

test('of two that stand at one name, the one that lost it waits, and takes it when the other has gone', async () => {
  const path = openFolder()
  open(path, 'a')
  await untilSaid(path, 'a')
  const other = open(`${path}.other`, 'b')
  await untilSaid(`${path}.other`, 'b')
  await rename(`${path}.other`, path)
  await untilSaid(path, 'b')
  await other.close()
  await untilSaid(path, 'a')
  expect(await ask(path)).toBe('a')
})
