import { spawnSync } from 'node:child_process'
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** A file system of its own over a folder. It goes, whoever still uses it, when it is disposed of. */
export type SmallDisk = Disposable & {
  /** Takes all the room that is left, to the last page. */
  fill(): void
  /** Gives that room back. */
  free(): void
  /** In bytes. */
  room(): number
}

const ballast = 'ballast'
/** The kernel gives memory out in pages. */
const pageBytes = 4_096
const pieceBytes = 1_048_576

/** Mounts a disk of that size over an empty folder. It lies in memory, and takes no more than is written. */
export function mountSmallDisk(folder: string, megabytes: number): SmallDisk {
  const options = `size=${megabytes}m,mode=700`
  mount('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder])
  const file = join(folder, ballast)
  return {
    fill() {
      for (const bytes of [pieceBytes, pageBytes]) append(file, Buffer.alloc(bytes, 'x'))
    },
    free: () => rmSync(file, { force: true }),
    room() {
      const { bavail, bsize } = statfsSync(folder)
      return bavail * bsize
    },
    [Symbol.dispose]: () => mount('umount', ['--lazy', folder]),
  }
}

function mount(program: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stderr}`)
}

/** Until the disk takes no more of it. */
function append(file: string, piece: Uint8Array): void {
  const handle = openSync(file, 'a')
  try {
    while (writeSync(handle, piece) === piece.length);
  } catch (error) {
    const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC'
    if (!isFull) throw error
  } finally {
    closeSync(handle)
  }
}
