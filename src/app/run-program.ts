import { execFile } from 'node:child_process'

export type ProgramCall = {
  readonly program: string
  readonly args: readonly string[]
  /** All that it finds in its environment. */
  readonly env: Readonly<Record<string, string>>
  /** A program that takes longer is killed. */
  readonly timeoutMs: number
}

/** Runs another program to its end. Rejects, in one line, when it cannot be run or does not succeed. */
export type RunProgram = (call: ProgramCall) => Promise<void>

export const runProgram: RunProgram = ({ program, args, env, timeoutMs }) =>
  new Promise((resolve, reject) => {
    const options = { env, timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: 65_536 } as const
    execFile(program, args, options, (error, _stdout, stderr) => {
      if (error === null) return resolve()
      reject(new Error(`${program}: ${wordsOf(error, stderr, timeoutMs)}`, { cause: error }))
    })
  })

function wordsOf(
  error: Error & { readonly code?: unknown; readonly killed?: boolean },
  stderr: string,
  timeoutMs: number,
): string {
  if (error.code === 'ENOENT') return 'there is no such program in the path'
  if (error.killed) return `it did not end within ${timeoutMs} ms`
  return stderr.trim().split('\n').at(-1) || error.message
}
