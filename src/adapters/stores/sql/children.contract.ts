import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import type { Address, Said, Task } from './child.contract.ts'
import type { Database } from './index.ts'

const script = join(import.meta.dirname, 'child.contract.ts')

export type Child = {
  readonly pid: number
  /** What it says, until it has ended. */
  readonly lines: AsyncIterable<Said>
  kill(): void
  /** Resolves when it has ended with code 0. */
  ended(): Promise<void>
}

export const addressOf = (database: Database): Address =>
  database.kind === 'sqlite' ? database : { ...database, url: database.url.reveal() }

/** Starts a process of its own with this program's code. It is killed when the test ends. */
export function startChild(task: Task, limits = ''): Child {
  const node = [process.execPath, script, JSON.stringify(task)]
  const shell = ['sh', '-c', `${limits} exec "$@"`, 'sh', ...node]
  const [command = '', ...args] = limits === '' ? node : shell
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const errors: string[] = []
  child.stderr.on('data', (chunk) => errors.push(String(chunk)))
  const closed = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await closed
  })
  return {
    pid: child.pid ?? 0,
    kill: () => child.kill('SIGKILL'),
    lines: said(createInterface({ input: child.stdout })),
    async ended() {
      const [code] = await closed
      if (code !== 0) throw new Error(`the child ended with ${code}: ${errors.join('')}`)
    },
  }
}

async function* said(lines: AsyncIterable<string>): AsyncGenerator<Said> {
  for await (const line of lines) yield JSON.parse(line)
}
