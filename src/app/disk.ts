import { closeSync, openSync, readSync } from 'node:fs'

/** At most a byte more than is asked for, so that a file of any size costs no more. Absent is `null`. */
export function readFile(file: string, maxBytes: number): string | null {
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
