import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { type Behaviour, type Coding, encoded, floods, startServer } from './hostile.contract.ts'
import type { Report } from './memory.contract.ts'

const run = promisify(execFile)
const mebibyte = 1_048_576

const dear: readonly Coding[] = ['gzip', 'br with the largest window', 'zstd']

const attacks: readonly (readonly [string, Behaviour])[] = [
  ...dear.map((coding) => [`H1 ${coding} bomb`, encoded(coding, 64 * mebibyte)] as const),
  ['H3 endless body', floods('HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(65_536))],
  ['H5 endless headers', floods('HTTP/1.1 200 OK\r\n', 'x-header: value\r\n')],
]

test.each(attacks)('%s at 50 probes grows the process by 64 MiB at most', async (_name, attack) => {
  await using server = await startServer((socket, head) =>
    (head.startsWith('GET /harmless ') ? encoded('gzip', 200_000) : attack)(socket, head),
  )
  const script = join(import.meta.dirname, 'memory.contract.ts')
  const { stdout } = await run(process.execPath, [script, String(server.port)])
  const report = JSON.parse(stdout) as Report
  expect(report.reasons).not.toContain('ok')
  expect(report.reasons).toHaveLength(1)
  expect(report.grownBytes).toBeLessThan(64 * mebibyte)
})
