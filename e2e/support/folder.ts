import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of a test's own, which goes with it. */
export type Folder = Disposable & { readonly path: string }

export function makeFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'pharos-e2e-'))
  return {
    path,
    // A program that was killed a moment ago may still be letting go of its files.
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }),
  }
}
