// A Chromium for the browser's suites: the one of the environment, an installed one, or Debian's.
import process from 'node:process'
import { inPath, installPackage, isExecutable, versionOf } from './debian.mjs'
import { Failure } from './node.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** @returns {import('../services.mjs').Service} */
export function findChromium() {
  const address = process.env.PHAROS_CHROMIUM ?? inPath(names) ?? install()
  if (!isExecutable(address)) throw new Failure(`PHAROS_CHROMIUM: ${address} cannot be run.`)
  return { address, version: versionOf(address) }
}

function install() {
  installPackage('chromium')
  const path = inPath(names)
  if (!path) throw new Failure('Debian installed Chromium without a command of that name.')
  return path
}
