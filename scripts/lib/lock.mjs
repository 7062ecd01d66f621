// Two commands started at once in a fresh clone must not install or build over each other.
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from './node.mjs'

const file = join(root, '.run.lock')
const longestMs = 10 * 60_000

/**
 * Runs the work while no other process of this folder does such work.
 * @param {() => void | Promise<void>} work
 */
export async function withLock(work) {
  for (let told = false; !take(); told = true) {
    if (!told) console.error('Waiting for another command that installs or builds here …')
    await sleep(100)
  }
  try {
    await work()
  } finally {
    rmSync(file, { force: true })
  }
}

function take() {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    if (isAbandoned()) rmSync(file, { force: true })
    return false
  }
}

/** Its owner was killed; or it is so old that its number belongs to another process by now. */
function isAbandoned() {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (!stat) return false
  if (Date.now() - stat.mtimeMs > longestMs) return true
  const owner = Number(readFileSync(file, 'utf8'))
  // The owner has made the file and not yet written its number.
  if (owner === 0) return Date.now() - stat.mtimeMs > 5_000
  try {
    process.kill(owner, 0)
    return false
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
}

/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined)
