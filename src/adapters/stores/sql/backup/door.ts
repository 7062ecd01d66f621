import type { BackupOptions } from './back-up.ts'
import type { Manifest } from './manifest.ts'
import type { Restored, RestoreOptions } from './restore.ts'

// What a running server never needs is loaded by the commands that do.

export async function backUp(options: BackupOptions): Promise<Manifest> {
  const room = await import('./back-up.ts')
  return room.backUp(options)
}

export async function restore(options: RestoreOptions): Promise<Restored> {
  const room = await import('./restore.ts')
  return room.restore(options)
}
