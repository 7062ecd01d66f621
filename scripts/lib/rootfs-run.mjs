// Runs the image's file system as a container engine with the settings of compose.yaml would, by
// namespaces alone: bubblewrap mounts it read-only and makes the program process 1 of its own world.
import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { inPath, isRoot } from './debian.mjs'
import { Failure } from './node.mjs'

/** @typedef {import('./rootfs-image.mjs').Image} Image */

/**
 * @typedef {object} Run
 * @property {string} folder what `build` made
 * @property {string} data the folder that becomes the image's volume
 * @property {readonly string[]} args instead of the image's CMD
 * @property {Readonly<Record<string, string>>} env over the image's ENV
 * @property {readonly string[]} mounts files and folders to show read-only, as FROM:TO
 * @property {string | null} pidFile where to write the number of the program's process
 */

/**
 * Runs the program until it ends. SIGTERM and SIGINT go to it as an engine sends them.
 * @param {Image} image
 * @param {Run} run
 * @returns {Promise<number>} its exit code
 */
export async function runRootfs(image, run) {
  for (const name of ['unshare', 'setpriv', bwrap]) {
    if (!inPath([name]) && !existsSync(name)) {
      throw new Failure(`There is no ${name}; \`npm run services\` installs bubblewrap.`)
    }
  }
  makeMountPoints(image, run)
  const [file = '', ...args] = commandOf(image, run)
  const child = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] })
  let pid = 0
  const information = /** @type {import('node:stream').Readable} */ (child.stdio[3])
  information.on('data', (chunk) => {
    pid ||= Number(/"child-pid":\s*(\d+)/.exec(String(chunk))?.[1] ?? 0)
    if (pid > 0 && run.pidFile !== null) writeFileSync(run.pidFile, String(pid))
  })
  const kill = (/** @type {NodeJS.Signals} */ signal) =>
    pid > 0 ? process.kill(pid, signal) : child.kill(signal)
  const stop = () => {
    kill(image.stopSignal)
    setTimeout(() => kill('SIGKILL'), graceMs).unref()
  }
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stop)
  return await codeOf(child)
}

/** As compose.yaml has it. */
const graceMs = 40_000

const bwrap = process.env.PHAROS_BUBBLEWRAP ?? 'bwrap'

/**
 * An engine makes them on a layer of its own, over the image; and it gives a new volume to the owner
 * of the place where it goes.
 * @param {Image} image
 * @param {Run} run
 */
function makeMountPoints(image, run) {
  const { uid, gid } = idsOf(image)
  if (!existsSync(run.data)) {
    mkdirSync(run.data, { recursive: true })
    if (isRoot()) chownSync(run.data, uid, gid)
  }
  mkdirSync(join(run.folder, 'tmp'), { recursive: true })
  const top = join(run.folder, 'root')
  for (const volume of image.volumes) mkdirSync(join(top, volume), { recursive: true })
  for (const [from, to] of run.mounts.map(fromAndTo)) {
    const folder = statSync(from).isDirectory()
    mkdirSync(join(top, folder ? to : dirname(to)), { recursive: true })
    if (!folder) writeFileSync(join(top, to), '')
  }
}

/** @param {import('node:child_process').ChildProcess} child */
const codeOf = (child) =>
  new Promise((done, failed) => {
    child.once('error', failed)
    child.once('close', (code, signal) =>
      done(code ?? 128 + (signal ? constants.signals[signal] : 0)),
    )
  })

/** @param {Image} image */
function idsOf({ user }) {
  const [uid, gid] = user.split(':').map(Number)
  if (!uid || !gid)
    throw new Failure(`The image runs as ${user}; it must be UID:GID, and not root.`)
  return { uid, gid }
}

/** As compose.yaml has it. bubblewrap cannot say noexec, so the mount is made before it. */
const tmpfs = 'size=16m,mode=1777,noexec,nosuid,nodev'

/**
 * Step by step: a mount namespace with the /tmp; the image's user, where we may become it; and in
 * there bubblewrap. Nothing of it is seen outside.
 * @param {Image} image
 * @param {Run} run
 */
function commandOf(image, run) {
  const { uid, gid } = idsOf(image)
  const tmp = resolve(run.folder, 'tmp')
  const become = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
  return [
    ...['unshare', '--mount', ...(isRoot() ? [] : ['--map-root-user'])],
    ...['sh', '-c', `mount -t tmpfs -o ${tmpfs} tmpfs "$0" && exec "$@"`, tmp],
    ...(isRoot() ? become : []),
    ...[bwrap, ...bubblewrap(image, run), '--'],
    ...image.entrypoint,
    ...(run.args.length > 0 ? run.args : image.command),
  ]
}

/**
 * @param {Image} image
 * @param {Run} run
 */
function bubblewrap(image, run) {
  const { uid, gid } = idsOf(image)
  const [volume = '/data', ...more] = image.volumes
  if (more.length > 0) throw new Failure('The image has one volume; rootfs.mjs knows of no more.')
  const env = Object.entries({ HOME: volume, ...image.env, ...run.env })
  return [
    ...['--ro-bind', resolve(run.folder, 'root'), '/', '--proc', '/proc', '--dev', '/dev'],
    ...['--remount-ro', '/dev', '--bind', resolve(run.folder, 'tmp'), '/tmp'],
    ...['--bind', resolve(run.data), volume],
    ...run.mounts.flatMap((mount) => ['--ro-bind', ...fromAndTo(mount)]),
    ...['--unshare-all', '--unshare-user', '--uid', String(uid), '--gid', String(gid)],
    ...['--cap-drop', 'ALL', '--as-pid-1', '--die-with-parent', '--new-session'],
    ...['--chdir', image.workdir, '--clearenv'],
    ...env.flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--info-fd', '3'],
  ]
}

/**
 * @param {string} mount
 * @returns {[from: string, to: string]}
 */
function fromAndTo(mount) {
  const [from = '', to = ''] = mount.split(':')
  if (!existsSync(from) || !to.startsWith('/')) {
    throw new Failure(`--mount takes FILE:/PLACE, and "${mount}" is not that.`)
  }
  return [resolve(from), to]
}

/**
 * Runs one more command beside a running program, in the same world, as `docker exec` does.
 * @param {Image} image
 * @param {{ pid: string, command: readonly string[], env: Readonly<Record<string, string>> }} what
 * @returns {Promise<number>} its exit code
 */
export async function execInside(image, { pid, command, env }) {
  const { uid, gid } = idsOf(image)
  const world = ['--user', '--mount', '--net', '--pid', '--ipc', '--uts', '--root', '--wd']
  const ids = isRoot()
    ? ['--setuid', String(uid), '--setgid', String(gid)]
    : ['--preserve-credentials']
  const [file, ...way] = wayInto(pid)
  const child = spawn(file, [...way, '--target', pid, ...world, ...ids, '--', ...command], {
    env: { HOME: image.volumes[0] ?? '/', ...image.env, ...env },
    stdio: 'inherit',
  })
  return await codeOf(child)
}

/**
 * Root may enter any namespace. Others go by the one that `unshare` made and they own, in which they
 * may do the same: the one of the process lies deeper.
 * @param {string} pid
 * @returns {[file: string, ...args: string[]]}
 */
function wayInto(pid) {
  const nsenter = inPath(['nsenter'])
  if (nsenter === null) throw new Failure('There is no nsenter; install util-linux.')
  if (isRoot()) return [nsenter]
  const parent = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '1'
  return [nsenter, '--target', parent, '--user', '--preserve-credentials', '--', nsenter]
}
