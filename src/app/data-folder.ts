import { constants } from 'node:fs'
import { access, link, mkdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Logger, type Random, Refusal, Secret } from '../kernel/index.ts'

/** Types of Linux' network file systems (statfs(2)): SQLite's locks do not hold there. */
const networkTypes = new Set([0x6969, 0xff534d42, 0xfe534d42, 0x517b, 0x01021997])

/** Makes the data folder, readable by its owner alone, or says why it cannot be used. */
export async function openDataFolder(folder: string, log: Logger): Promise<void> {
  try {
    await makeFolder(resolve(folder))
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
 * Makes a folder and those above it. Not by `mkdir`'s own recursion, which goes round for ever where
 * a file system says that a name below an existing folder does not exist, as /proc does.
 */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'EEXIST') return
    const above = dirname(folder)
    if (code !== 'ENOENT' || above === folder || (await isFolder(above))) throw error
    await makeFolder(above)
    await mkdir(folder, { mode: 0o700 })
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

/** Secrets that are made where nobody gives one, by the file's name. */
export type KeptSecret = 'jwt-secret' | 'collector-secret' | 'secret-key'

/**
 * A secret that is made once, and kept in the data folder for its owner alone. Of two processes that
 * start at once, one makes it and both read it.
 */
export async function keepSecret(
  folder: string,
  name: KeptSecret,
  random: Random,
): Promise<Secret> {
  const file = join(folder, name)
  const kept = await readKey(file)
  if (kept !== null) return kept
  const draft = `${file}.${Buffer.from(random.bytes(6)).toString('hex')}`
  const text = Buffer.from(random.bytes(48)).toString('base64url')
  try {
    await writeFile(draft, text, { mode: 0o600, flush: true })
  } catch (error) {
    await rm(draft, { force: true })
    const words = error instanceof Error ? error.message : String(error)
    throw new Refusal(
      'invalid',
      `${file} cannot be written (${words}); make room, or choose another folder with --data-dir`,
      { cause: error },
    )
  }
  // A link appears whole or not at all, and never over another one's.
  await link(draft, file).catch((error) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  })
  await rm(draft)
  const key = await readKey(file)
  if (key === null)
    throw new Refusal('invalid', `${file} is empty; remove it, and a new key is made`)
  return key
}

async function readKey(file: string): Promise<Secret | null> {
  try {
    const text = (await readFile(file, 'utf8')).trim()
    return text === '' ? null : new Secret(text)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
