import { closeSync, openSync, readSync } from 'node:fs'
import { define, type ServiceDraft } from '../modules/services/index.ts'
import type { Flags } from './config/index.ts'
import { type LoadResult, loadConfig } from './config/index.ts'
import { readTarget } from './rooms.ts'

/** At most a byte more than is asked for, so that a file of any size costs no more. Absent is `null`. */
function readFile(file: string, maxBytes: number): string | null {
  try {
    const handle = openSync(file, 'r')
    try {
      const bytes = Buffer.alloc(maxBytes + 1)
      let size = 0
      for (let got = 1; got > 0 && size < bytes.length; size += got) {
        got = readSync(handle, bytes, size, bytes.length - size, null)
      }
      return bytes.toString('utf8', 0, size)
    } finally {
      closeSync(handle)
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** The configuration as this process' environment, files and flags say. */
export const readConfig = (flags: Flags): LoadResult =>
  loadConfig({
    flags,
    env: process.env,
    cwd: process.cwd(),
    readFile,
    checkService: (draft: ServiceDraft) => define(draft, { parse: readTarget }),
  })
