import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Logger } from '../../../kernel/index.ts'
import { type Stretch, stretchSchema } from './covered.ts'
import { documentMost } from './document.ts'
import { snapshotSchema } from './golden.ts'
import type { Shown } from './show.tsx'
import { worstOf } from './snapshot.ts'

/** More than this was not written by us, in bytes. */
const snapshotMost = 4_194_304

/** What the page tells, and what the feed must not. A former program left none of the latter. */
const leftSchema = snapshotSchema.extend({ covered: z.array(stretchSchema).default([]) })
type Left = z.output<typeof leftSchema>

/** The public status as files: of the last process for the next, and for whoever serves files. */
export type StatusFiles = {
  /** What was shown last, or `null`. Never rejects. */
  read(): Promise<Left | null>
  /** Never rejects: a full disk takes nothing from what is in memory. */
  write(shown: Shown, covered: Stretch[]): Promise<void>
}

const nameOfSnapshot = 'snapshot.json'

const contentOf = (shown: Shown, covered: Stretch[]) => ({
  'index.html': shown.page.text,
  'status.json': shown.json.text,
  'status.atom': shown.atom.text,
  [nameOfSnapshot]: JSON.stringify({
    ...shown.snapshot,
    services: [...worstOf(shown.snapshot.services, documentMost)],
    covered,
  } satisfies Left),
})

export function createFiles(folder: string, log: Logger): StatusFiles {
  const own = `.${process.pid}.tmp`
  let failing = false

  async function replace(name: string, text: string): Promise<void> {
    const draft = join(folder, `${name}${own}`)
    await writeFile(draft, text)
    // Whoever reads it meanwhile gets the one or the other as a whole.
    await rename(draft, join(folder, name))
  }

  return {
    async read() {
      try {
        const text = await readFile(join(folder, nameOfSnapshot), 'utf8')
        if (text.length > snapshotMost) throw new RangeError('it is too large')
        return leftSchema.parse(JSON.parse(text))
      } catch (error) {
        const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
        if (!isAbsent) log.warn('the last public status cannot be read; it is made anew', { error })
        return null
      }
    },
    async write(shown, covered) {
      try {
        await mkdir(folder, { recursive: true, mode: 0o755 })
        for (const [name, text] of Object.entries(contentOf(shown, covered)))
          await replace(name, text)
        failing = false
      } catch (error) {
        if (!failing) log.warn('the public status cannot be written as files', { folder, error })
        failing = true
        await removeDrafts(folder, own)
      }
    },
  }
}

/** What a full disk left half written. */
async function removeDrafts(folder: string, suffix: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => [])
  for (const name of names) {
    if (name.endsWith(suffix)) await rm(join(folder, name), { force: true }).catch(() => {})
  }
}

/** Where there is no folder, nothing outlives the process. */
export const noFiles: StatusFiles = {
  read: async () => null,
  write: async () => {},
}
