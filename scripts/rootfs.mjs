// The image's file system without a container engine: what the Dockerfile's last stage copies, and a
// run of it under bubblewrap with the settings of that stage. It needs none of our packages.
//   node scripts/rootfs.mjs build FOLDER                 lays it out; needs dist/pharos
//   node scripts/rootfs.mjs run FOLDER DATA [-- ARGS …]  runs it, DATA being its volume; --env NAME=VALUE,
//                                                        --mount FILE:/PLACE, --pid-file FILE
//   node scripts/rootfs.mjs exec PID -- COMMAND …        runs a command of the image beside it; --env
//   node scripts/rootfs.mjs health PID                   runs the image's HEALTHCHECK beside it
//   node scripts/rootfs.mjs describe                     prints what that stage says, as JSON
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Failure } from './lib/node.mjs'
import { buildRootfs } from './lib/rootfs-build.mjs'
import { readImage } from './lib/rootfs-image.mjs'
import { execInside, runRootfs } from './lib/rootfs-run.mjs'

const usage = 'Usage: node scripts/rootfs.mjs build|run|exec|health|describe …; its head says more.'

/** @type {Record<string, import('./lib/command.mjs').Command>} */
const commands = {
  async build([folder]) {
    if (!folder) throw new Failure(usage)
    buildRootfs(folder)
    return 0
  },

  async run(args) {
    const { values, positionals } = read(args)
    const [folder, data, ...rest] = positionals
    if (!folder || !data) throw new Failure(usage)
    return await runRootfs(readImage(), {
      folder,
      data,
      args: rest,
      env: environment(values.env),
      mounts: values.mount,
      pidFile: values['pid-file'] ?? null,
    })
  },

  async exec(args) {
    const { values, positionals } = read(args)
    const [pid, ...command] = positionals
    if (!pid || command.length === 0) throw new Failure(usage)
    return await execInside(readImage(), { pid, command, env: environment(values.env) })
  },

  async health([pid]) {
    const image = readImage()
    if (!pid || image.healthcheck === null) throw new Failure(usage)
    return await execInside(image, { pid, command: image.healthcheck.command, env: {} })
  },

  async describe() {
    console.log(JSON.stringify(readImage(), null, 2))
    return 0
  },
}

/** @param {readonly string[]} args */
const read = (args) =>
  parseArgs({
    args: [...args],
    options: {
      env: { type: 'string', multiple: true, default: [] },
      mount: { type: 'string', multiple: true, default: [] },
      'pid-file': { type: 'string' },
    },
    allowPositionals: true,
  })

/**
 * @param {readonly string[]} settings
 * @returns {Readonly<Record<string, string>>}
 */
const environment = (settings) =>
  Object.fromEntries(
    settings.map((text) => {
      const at = text.indexOf('=')
      if (at < 1) throw new Failure(`--env takes NAME=VALUE, and "${text}" is not that.`)
      return [text.slice(0, at), text.slice(at + 1)]
    }),
  )

/** @type {import('./lib/command.mjs').Command} */
export async function run([name = '', ...args]) {
  const command = commands[name]
  if (!command) throw new Failure(usage)
  return await command(args)
}

/** The Dockerfile calls this file by itself: there it needs no packages and no second install. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = await run(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
