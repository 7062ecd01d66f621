// What the last stage of the Dockerfile says about the image: the one description of how it runs.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, root } from './node.mjs'

/**
 * @typedef {object} Image
 * @property {string} base
 * @property {readonly { from: string | null, chown: string | null, source: string, target: string }[]} copies
 * @property {Readonly<Record<string, string>>} labels
 * @property {Readonly<Record<string, string>>} env
 * @property {string} user
 * @property {string} workdir
 * @property {readonly string[]} volumes
 * @property {readonly string[]} ports
 * @property {NodeJS.Signals} stopSignal
 * @property {{ options: Readonly<Record<string, string>>, command: readonly string[] } | null} healthcheck
 * @property {readonly string[]} entrypoint
 * @property {readonly string[]} command
 */

/** @typedef {{ word: string, rest: string }} Instruction */

export const readImage = (path = join(root, 'Dockerfile')) =>
  describeImage(readFileSync(path, 'utf8'))

/**
 * @param {string} dockerfile
 * @returns {Image}
 */
export function describeImage(dockerfile) {
  const instructions = instructionsOf(dockerfile)
  const last = instructions.findLastIndex(({ word }) => word === 'FROM')
  if (last < 0) throw new Failure('The Dockerfile has no FROM.')
  const stage = instructions.slice(last)
  const all = (/** @type {string} */ name) =>
    stage.filter(({ word }) => word === name).map(({ rest }) => rest)
  const only = (/** @type {string} */ name) => all(name).at(-1) ?? null
  for (const { word } of stage) if (!known.has(word)) refuse(word)
  return {
    base: only('FROM') ?? '',
    copies: all('COPY').map(copyOf),
    labels: Object.fromEntries(all('LABEL').flatMap(pairs)),
    env: Object.fromEntries(all('ENV').flatMap(pairs)),
    user: only('USER') ?? '0:0',
    workdir: only('WORKDIR') ?? '/',
    volumes: all('VOLUME').flatMap(list),
    ports: all('EXPOSE').flatMap((rest) => rest.split(' ')),
    stopSignal: /** @type {NodeJS.Signals} */ (only('STOPSIGNAL') ?? 'SIGTERM'),
    healthcheck: healthcheckOf(only('HEALTHCHECK')),
    entrypoint: list(only('ENTRYPOINT') ?? '[]'),
    command: list(only('CMD') ?? '[]'),
  }
}

/** What a run under bubblewrap can follow: a stage that does more would be another image there. */
const known = new Set(
  'FROM ARG LABEL COPY ENV USER WORKDIR VOLUME EXPOSE STOPSIGNAL HEALTHCHECK ENTRYPOINT CMD'.split(
    ' ',
  ),
)

/** @param {string} word */
function refuse(word) {
  throw new Failure(`The last stage of the Dockerfile has ${word}, which rootfs.mjs cannot follow.`)
}

/**
 * @param {string} text
 * @returns {Instruction[]}
 */
function instructionsOf(text) {
  const lines = text.split('\n').filter((line) => !/^\s*(#|$)/.test(line))
  const whole = lines
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
  return whole.map((line) => {
    const [, word = '', rest = ''] = /^\s*(\S+)\s+(.*?)\s*$/.exec(line) ?? []
    return { word: word.toUpperCase(), rest }
  })
}

/** @param {string} rest */
function pairs(rest) {
  const found = rest.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S*))/g)
  return [...found].map(
    ([, name = '', quoted, plain]) => /** @type {const} */ ([name, quoted ?? plain ?? '']),
  )
}

/**
 * The exec form. The shell form would need a shell, which the image does not have.
 * @param {string} rest
 * @returns {string[]}
 */
function list(rest) {
  try {
    return JSON.parse(rest)
  } catch {
    throw new Failure(`The Dockerfile's last stage needs ["a", "list"] instead of: ${rest}`)
  }
}

/** @param {string} rest */
function optionsOf(rest) {
  const options = Object.fromEntries(
    [...rest.matchAll(/--([\w-]+)=(\S+)\s+/g)].map(([, name = '', value = '']) => [name, value]),
  )
  return { options, words: rest.replaceAll(/--[\w-]+=\S+\s+/g, '') }
}

/** @param {string} rest */
function copyOf(rest) {
  const { options, words } = optionsOf(rest)
  const [source = '', target = ''] = words.split(/\s+/)
  return { from: options.from ?? null, chown: options.chown ?? null, source, target }
}

/** @param {string | null} rest */
function healthcheckOf(rest) {
  if (rest === null) return null
  const { options, words } = optionsOf(rest)
  return { options, command: list(words.replace(/^CMD\s+/, '')) }
}
