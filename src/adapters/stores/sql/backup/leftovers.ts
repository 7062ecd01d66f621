import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../../../kernel/index.ts'

const dayMs = 86_400_000

/** Clears away what a command left that was killed. What is younger may be another process' work. */
export async function clearLeftovers(
  folder: string,
  isLeft: (name: string) => boolean,
  clock: Clock,
): Promise<void> {
  for (const name of (await readdir(folder)).filter(isLeft)) {
    const left = join(folder, name)
    const age = await stat(left).then(
      ({ mtimeMs }) => clock.now() - mtimeMs,
      () => 0,
    )
    if (age > dayMs) await rm(left, { force: true })
  }
}
