import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, startApp } from './app.ts'
import { loadConfig } from './config/index.ts'
import { createLogger } from './logger.ts'
import { systemClock } from './world.ts'

export type TestApp = AsyncDisposable & { readonly app: App; readonly lines: readonly string[] }

/** The whole program in this process: a free port, a temporary data folder, logs kept in memory. */
export async function startTestApp(env: Record<string, string> = {}): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'pharos-'))
  const loaded = loadConfig({
    flags: {},
    env: { PORT: '0', HOST: '127.0.0.1', PHAROS_DATA_DIR: folder, ...env },
    cwd: folder,
    readFile: () => null,
  })
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems))
  const lines: string[] = []
  const log = createLogger({ level: 'debug', format: 'json', write: (line) => lines.push(line) })
  const app = await startApp({ role: 'serve', config: loaded.config, clock: systemClock, log })
  await app.ready
  return {
    app,
    lines,
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(body),
})
