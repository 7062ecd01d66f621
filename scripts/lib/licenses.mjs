// The licences of what gets into one file with ours: most ask that their text goes with every copy.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { Failure, root } from './node.mjs'

/** The folder of the innermost package that a path lies in, and its name. */
const packageOf = /^.*[/\\]node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)(?=[/\\])/

/**
 * @param {readonly string[]} modules the paths of all code in the file
 * @returns {string} one text: ours, Node.js', and that of each package
 */
export function licensesOf(modules) {
  const packages = new Map(modules.flatMap(placeOf))
  const node = dirname(dirname(process.execPath))
  return [
    textOf('Pharos', root),
    // A package manager that takes Node.js apart keeps its licence elsewhere on the same machine.
    ...(existsSync(join(node, 'LICENSE')) ? [textOf('Node.js', node)] : []),
    ...[...packages].sort().map(([folder, name]) => textOf(name, folder)),
  ].join('\n')
}

/**
 * @param {string} path
 * @returns {[folder: string, name: string][]}
 */
function placeOf(path) {
  const [folder, name] = packageOf.exec(path) ?? []
  return folder === undefined || name === undefined ? [] : [[folder, name]]
}

/**
 * @param {string} name
 * @param {string} folder
 */
function textOf(name, folder) {
  const file = readdirSync(folder).find((one) => /^licen[cs]e(?:\.|$)/i.test(one))
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : declared(folder)
  return `== ${name} ==\n\n${text}\n`
}

/**
 * Some packages only name their licence.
 * @param {string} folder
 */
function declared(folder) {
  const { license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (!license) throw new Failure(`${folder} has no licence, so it may not be bundled.`)
  return [license, author?.name ?? author].filter(Boolean).join(', by ')
}
