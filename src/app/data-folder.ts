import { constants } from 'node:fs'
import { access, mkdir, open, readFile, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { type Logger, type Random, Refusal, Secret } from '../kernel/index.ts'

/** Types of Linux' network file systems (statfs(2)): SQLite's locks do not hold there. */
const networkTypes = new Set([0x6969, 0xff534d42, 0xfe534d42, 0x517b, 0x01021997])

/** Makes the data folder, readable by its owner alone, or says why it cannot be used. */
export async function openDataFolder(folder: string, log: Logger): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    throw new Refusal(
      'invalid',
      `The data folder ${folder} cannot be written (${words}); make it writable, or choose another with --data-dir`,
      { cause: error },
    )
  }
  const { type } = await statfs(folder)
  if (networkTypes.has(type)) {
    log.warn('the data folder is on a network file system; SQLite may lose data there', { folder })
  }
}

/**
 * The key that signs JWTs: made once, and kept in the data folder for its owner alone. Of two
 * processes that start at once, one makes it and both read it.
 */
export async function keepSigningKey(folder: string, random: Random): Promise<Secret> {
  const file = join(folder, 'jwt-secret')
  const fresh = Buffer.from(random.bytes(48)).toString('base64url')
  try {
    const handle = await open(file, 'wx', 0o600)
    await handle.writeFile(fresh)
    await handle.sync()
    await handle.close()
    return new Secret(fresh)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  for (let tries = 0; (await stat(file)).size < fresh.length && tries < 50; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return new Secret((await readFile(file, 'utf8')).trim())
}
