// Rebuilds on every change under src/ and restarts the server when the build is good.
import { once } from 'node:events'
import { watch } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensureBuilt } from './lib/build.mjs'
import { onOrphaned, spawnApart } from './lib/command.mjs'
import { Failure, findNode, root } from './lib/node.mjs'
import { program, programEnv } from './start.mjs'

/** Editors write a file in several steps; one pause takes them together. */
const settleMs = 100

/** @type {import('./lib/command.mjs').Command} */
export async function run(args) {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop.abort())
  const forget = onOrphaned(() => stop.abort())
  const changes = watchSources(stop.signal)
  /** @type {import('node:child_process').ChildProcess | null} */
  let server = null
  while (!stop.signal.aborted) {
    if (await buildOrComplain()) {
      if (server) await end(server)
      server = spawnApart(findNode(), [...program({ held: true }), 'serve', ...args], programEnv())
    }
    await changes.next()
  }
  forget()
  if (server) await end(server)
  return 0
}

async function buildOrComplain() {
  try {
    await ensureBuilt()
    return true
  } catch (error) {
    // A file that an editor is just replacing fails a build too: the next change tries again.
    console.error(error instanceof Failure ? error.message : error)
    return false
  }
}

/** @param {import('node:child_process').ChildProcess} server */
async function end(server) {
  if (server.exitCode !== null || server.signalCode !== null) return
  server.kill('SIGTERM')
  await once(server, 'exit')
}

/** @param {AbortSignal} signal */
function watchSources(signal) {
  let changed = false
  let wake = () => {}
  const ring = () => {
    changed = true
    wake()
  }
  const watcher = watch(join(root, 'src'), { recursive: true }, ring)
  signal.addEventListener('abort', () => {
    watcher.close()
    ring()
  })
  return {
    /** Resolves once something has changed since the last call and the changes have settled. */
    async next() {
      if (!changed) await new Promise((resolve) => (wake = () => resolve(undefined)))
      await sleep(signal.aborted ? 0 : settleMs)
      changed = false
    },
  }
}
