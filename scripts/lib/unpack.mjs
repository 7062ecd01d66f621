// Packages of Debian unpacked beside the system, because they start a server when they are installed.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { aptGet, inPath, isRoot } from './debian.mjs'
import { Failure } from './node.mjs'

/**
 * Unpacks what a package holds into a folder that is made anew.
 * @param {string} name
 * @param {string} folder
 */
export function unpackPackage(name, folder) {
  if (!existsSync('/etc/debian_version') || !inPath(['dpkg'])) {
    throw new Failure(`Install ${name} and run \`npm run services\` again.`)
  }
  console.log(`Unpacking ${name} (apt-get download) …`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  if (isRoot()) aptGet(['update', '-qq'])
  // Without root, apt cannot change to its own user to download.
  aptGet(['-o', 'APT::Sandbox::User=root', 'download', name], { cwd: folder })
  const archive = readdirSync(folder).find((file) => file.endsWith('.deb'))
  if (!archive) throw new Failure(`apt-get brought no ${name}.`)
  const { status, stderr } = spawnSync('dpkg', ['-x', join(folder, archive), folder], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Failure(`dpkg could not unpack ${name}: ${stderr.trim()}`)
}
