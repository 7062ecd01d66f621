// The packages inside the program, in CycloneDX (https://cyclonedx.org/docs/1.6/json/), beside it in
// the image: scanners see one file there. `npm sbom` would do, if it did not leave out a package that
// a development package wants as well.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { root } from './node.mjs'

/**
 * @typedef {object} Locked
 * @property {string} version
 * @property {string} [integrity]
 * @property {string} [license]
 * @property {boolean} [dev]
 * @property {boolean} [devOptional]
 * @property {string | readonly string[]} [os]
 * @property {string | readonly string[]} [cpu]
 */

/** From the lockfile alone: the same lockfile gives the same list. */
export function describePackages() {
  /** @type {{ name: string, version: string, packages: Record<string, Locked> }} */
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const packages = Object.entries(lock.packages).filter(
    ([path, locked]) => path !== '' && !locked.dev && !locked.devOptional && isForHere(locked),
  )
  const sbom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: componentOf('application', lock.name, lock) },
    components: packages.map(([path, locked]) =>
      componentOf('library', path.replace(/^.*node_modules\//, ''), locked),
    ),
  }
  return `${JSON.stringify(sbom, null, 2)}\n`
}

/** @param {Locked} locked */
const isForHere = ({ os, cpu }) =>
  (os?.includes(process.platform) ?? true) && (cpu?.includes(process.arch) ?? true)

/**
 * @param {'application' | 'library'} type
 * @param {string} name
 * @param {Locked} locked
 */
function componentOf(type, name, { version, integrity, license }) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`
  const [, digest] = /^sha512-(.+)$/.exec(integrity ?? '') ?? []
  return {
    ...{ type, name, version, purl, 'bom-ref': purl },
    ...(digest && { hashes: [{ alg: 'SHA-512', content: hexOf(digest) }] }),
    ...(license && { licenses: [{ expression: license }] }),
  }
}

/** @param {string} base64 */
const hexOf = (base64) => Buffer.from(base64, 'base64').toString('hex')
