import { spawnSync } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { cpus, release, type } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { ensureBuilt } from './lib/build.mjs'
import { runNode } from './lib/command.mjs'
import { root, tool } from './lib/node.mjs'

/**
 * The long runs, e2e/night/*.ts, all or those whose file name contains a given word. With `--keep`
 * the output is also kept in docs/evidence/.
 * @type {import('./lib/command.mjs').Command}
 */
export async function run(args) {
  await ensureBuilt()
  const words = args.filter((arg) => arg !== '--keep')
  const file = args.includes('--keep') ? evidence(words[0] ?? 'night') : null
  const copy = file ? createWriteStream(file) : null
  /**
   * @param {string | Buffer} text
   * @param {'stdout' | 'stderr'} [to]
   */
  const say = (text, to = 'stdout') => {
    process[to].write(text)
    // What is kept speaks of the project, not of the machine's folders.
    copy?.write(String(text).replaceAll(root, '.'))
  }
  say(`Pharos, long run of ${new Date().toISOString()}, commit ${commit()}\n`)
  say(`${cpus().length} x ${cpus()[0]?.model.trim()}, ${type()} ${release()}\n`)
  const command = [tool.vitest, 'run', '--project', 'night', '--silent=false', ...words]
  const { code } = await runNode(command, {
    env: { PHAROS_NIGHT: '1', NO_COLOR: '1' },
    hear: say,
  })
  await new Promise((resolve) => (copy ? copy.end(resolve) : resolve(undefined)))
  if (file) console.log(`Kept in ${file}`)
  return code
}

/** @param {string} name */
function evidence(name) {
  const folder = join(root, 'docs', 'evidence')
  mkdirSync(folder, { recursive: true })
  const day = new Date().toISOString().slice(0, 10)
  return join(folder, `${name.replace(/\W+/g, '-')}-${day}.txt`)
}

function commit() {
  const args = ['describe', '--always', '--dirty']
  const { stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' })
  return stdout?.trim() || 'unknown'
}
