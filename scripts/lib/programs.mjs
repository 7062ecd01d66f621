// Programs that suites start by themselves, each from packages of Debian that start nothing.
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { inPath, installPackage, isExecutable } from './debian.mjs'
import { Failure } from './node.mjs'

/**
 * Where a program lies, what brings it, and what it must be able to do here. The line that it prints
 * then is its version.
 * @typedef {{ variable: string, places: readonly string[], packages: readonly string[], trial: readonly string[] }} Program
 */

/** @param {Program} program */
export const finderOf = (program) => () => {
  const given = process.env[program.variable]
  if (given) return describe(given, program)
  const found = usable(program)
  if (found) return describe(found, program)
  for (const name of program.packages) installPackage(name)
  return describe(usable(program) ?? program.places[0] ?? '', program)
}

/** @param {Program} program */
const usable = ({ places, trial }) =>
  places
    .map((place) => (place.startsWith('/') ? place : inPath([place])))
    .find((path) => path !== null && isExecutable(path) && attempt(path, trial).status === 0)

/**
 * @param {string} address
 * @param {Program} program
 * @returns {import('../services.mjs').Service}
 */
function describe(address, { trial }) {
  const { status, stdout, stderr, error } = attempt(address, trial)
  if (status === 0) return { address, version: (stdout || stderr).split('\n')[0]?.trim() ?? '' }
  throw new Failure(`${address} cannot be used here: ${(error?.message ?? stderr).trim()}`)
}

/**
 * @param {string} path
 * @param {readonly string[]} trial
 */
const attempt = (path, trial) => spawnSync(path, trial, { encoding: 'utf8', timeout: 10_000 })

/** The name server of the suite of dns checks. */
export const findDnsmasq = finderOf({
  variable: 'PHAROS_DNSMASQ',
  places: ['dnsmasq', '/usr/sbin/dnsmasq'],
  packages: ['dnsmasq-base'],
  trial: ['--version'],
})

export const findPing = finderOf({
  variable: 'PHAROS_PING',
  places: ['ping', '/bin/ping'],
  packages: ['iputils-ping'],
  trial: ['-n', '-q', '-c', '1', '-W', '1', '127.0.0.1'],
})

/** A Python that has aiosmtpd, the SMTP server of several suites: often not the first in the path. */
export const findAiosmtpd = finderOf({
  variable: 'PHAROS_AIOSMTPD',
  places: ['/usr/bin/python3', 'python3'],
  packages: ['python3-aiosmtpd'],
  trial: ['-c', 'import aiosmtpd; print("aiosmtpd", aiosmtpd.__version__)'],
})

/** A Python that has Buildbot, master and worker: the CI server of several suites. */
export const findBuildbot = finderOf({
  variable: 'PHAROS_BUILDBOT',
  places: ['/usr/bin/python3', 'python3'],
  packages: ['buildbot', 'buildbot-worker'],
  trial: ['-c', 'import buildbot, buildbot_worker; print("Buildbot", buildbot.version)'],
})
