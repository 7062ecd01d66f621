import { stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Logger } from '../kernel/index.ts'
import type { Config } from './config/index.ts'
import { openDataFolder } from './data-folder.ts'
import { type Finding, fail, ok, warn, wordsOf } from './doctor-finding.ts'

export async function dataFolder(config: Config, log: Logger): Promise<Finding> {
  const name = 'data folder'
  try {
    await openDataFolder(config.dataDir, log)
    return ok(name, config.dataDir)
  } catch (error) {
    return fail({ name, detail: wordsOf(error), advice: 'make it writable for this user' })
  }
}

/** Files of the data folder that are nobody else's to read, and the folder itself. */
const ownThings = ['.', 'pharos.db', 'jwt-secret', 'collector-secret'] as const

/** Who owns what is there, and who else may read it. */
export async function permissions({ dataDir }: Config): Promise<readonly Finding[]> {
  const name = 'permissions'
  // Windows keeps other lists.
  if (process.getuid === undefined) return []
  const user = process.getuid()
  const findings: Finding[] = []
  const folder = await stat(dataDir).catch(() => null)
  for (const thing of ownThings) {
    const path = join(dataDir, thing)
    const found = await stat(path).catch(() => null)
    if (found === null) continue
    if (found.uid !== user) {
      const detail = `${path} belongs to user ${found.uid}, and this is user ${user}`
      const advice = 'run commands as the user that Pharos runs as'
      findings.push(warn({ name, detail, advice }))
    }
    // Within a folder that nobody else may enter, a file is safe whatever its own mode is.
    const isOpen = (found.mode & 0o077) !== 0 && ((folder?.mode ?? 0) & 0o077) !== 0
    if (isOpen) {
      const mode = (found.mode & 0o777).toString(8)
      const advice = `chmod ${found.isDirectory() ? 700 : 600} ${path}`
      findings.push(warn({ name, detail: `others may use ${path} (mode ${mode})`, advice }))
    }
  }
  return findings.length > 0 ? findings : [ok(name, 'the data folder is its owner’s alone')]
}

const scarce = { warnBytes: 1e9, failBytes: 64e6 }

export async function diskSpace(config: Config): Promise<Finding> {
  const name = 'disk'
  try {
    const { bavail, bsize, files, ffree } = await statfs(config.dataDir)
    const free = bavail * bsize
    const detail = `${(free / 1e9).toFixed(1)} GB free`
    const advice = 'make room, or keep less (retention)'
    if (free < scarce.failBytes) return fail({ name, detail, advice })
    if (free < scarce.warnBytes) return warn({ name, detail, advice })
    if (files > 0 && ffree < 100) {
      return warn({ name, detail: `room for ${ffree} more files`, advice: 'remove files' })
    }
    return ok(name, detail)
  } catch (error) {
    return warn({ name, detail: wordsOf(error), advice: 'look at the disk under the data folder' })
  }
}

/** This program is not older than that, so no clock is right that says so. */
const earliest = Date.UTC(2026, 0, 1)

/** Where systemd keeps whether the clock was set from the network since the start of the machine. */
const timesync = '/run/systemd/timesync'

export async function clockOf(clock: Clock): Promise<Finding> {
  const name = 'clock'
  const detail = new Date(clock.now()).toISOString()
  const advice = 'set it, and keep it right with NTP'
  if (clock.now() < earliest) return fail({ name, detail, advice })
  const [isUsed, isSet] = await Promise.all(
    [timesync, `${timesync}/synchronized`].map((path) => stat(path).then(Boolean, () => false)),
  )
  if (isUsed && !isSet) {
    return warn({ name, detail: `${detail}, not yet set by systemd-timesyncd`, advice })
  }
  return ok(name, detail)
}
