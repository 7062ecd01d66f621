import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './program.ts'

/** The one file that `npm run build:binary` makes. */
export const executable = join(root, 'dist', process.platform === 'win32' ? 'pharos.exe' : 'pharos')

/** It compiles, bundles and writes 300 MB: about 15 s of a machine that has nothing else to do. */
export const buildMs = 300_000

/** Makes the executable, unless it is what these sources make. For `beforeAll`, with `buildMs`. */
export async function buildExecutable(): Promise<void> {
  const script = join(root, 'scripts', 'run.mjs')
  await promisify(execFile)(process.execPath, [script, 'build-binary'])
}
