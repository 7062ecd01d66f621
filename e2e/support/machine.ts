import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { makeFolder } from './folder.ts'
import { writeUnits } from './machine-units.ts'
import { collect, type Output } from './output.ts'
import type { Ran } from './program.ts'
import { until } from './until.ts'

/**
 * A copy of this machine with processes, a network and files of its own: what is written there, to
 * any folder, is gone with it, and nobody here sees its ports. It can have a real systemd.
 */
export type Machine = AsyncDisposable & {
  /** Runs a script of bash there to its end, as root. */
  run(script: string, options?: RunOptions): Promise<Ran>
  /** Starts one that goes on for ever, or at most as long as the machine. */
  start(script: string, options?: RunOptions): Output
}

export type MachineOptions = {
  readonly systemd?: boolean
  /** Folders of this machine, and where a copy of each is seen there. */
  readonly copies?: Readonly<Record<string, string>>
}

type RunOptions = {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly timeoutMs?: number
}

const script = join(import.meta.dirname, 'machine.sh')
const namespaces = ['--pid', '--mount', '--uts', '--ipc', '--net']

/** Why there can be no such machine here; `null` when there can. */
export function whyNoMachine(): string | null {
  if (process.getuid?.() !== 0) return 'a machine of its own needs root'
  const { status, stderr, error } = spawnSync(
    'unshare',
    [...namespaces, '--fork', 'mount', '-t', 'tmpfs', 'trial', '/mnt'],
    { encoding: 'utf8' },
  )
  if (status === 0) return null
  return `a machine of its own cannot be made here: ${error?.message ?? stderr.trim()}`
}

export async function startMachine(options: MachineOptions = {}): Promise<Machine> {
  await using opened = new AsyncDisposableStack()
  const shelf = opened.use(makeFolder())
  const units = options.systemd ? opened.use(writeUnits()).path : '-'
  const copies = Object.entries(options.copies ?? {}).map(([from, to]) => `${from}=${to}`)
  const outside = ['--pdeathsig', 'KILL', 'unshare', ...namespaces, '--fork', '--kill-child']
  const inside = ['bash', script, units, shelf.path, ...copies]
  const child = spawn('setpriv', [...outside, ...inside], { stdio: ['ignore', 'pipe', 'pipe'] })
  const closed = once(child, 'close')
  opened.defer(async () => {
    child.kill('SIGKILL')
    await closed
    await until('its control groups are empty', () => removeGroups(basename(shelf.path)))
  })
  const stderr = collect(child.stderr)
  await collect(child.stdout)
    .wait(/^up$/m)
    .catch((cause) => {
      throw new Error(`the machine did not start: ${stderr.text}`, { cause })
    })
  const enter = enterer(firstChild(child.pid ?? 0))
  const machine = { run: runner(enter), start: starter(enter) }
  if (options.systemd) await until('its systemd is up', () => isUp(machine.run))
  const end = opened.move()
  return { ...machine, [Symbol.asyncDispose]: () => end.disposeAsync() }
}

async function isUp(run: Machine['run']): Promise<boolean> {
  const { stdout } = await run('systemctl is-system-running || true')
  return stdout.trim() === 'running'
}

/** Removes the control groups that machine.sh made. @returns whether all are gone. */
function removeGroups(name: string): boolean {
  const found = spawnSync(
    'find',
    ['/sys/fs/cgroup', '-type', 'd', '-path', `*/${name}*`, '-depth'],
    {
      encoding: 'utf8',
    },
  )
  const folders = found.stdout.split('\n').filter((path) => path !== '')
  return folders.length === 0 || spawnSync('rmdir', folders).status === 0
}

/** The first process of the namespaces, by its number out here. */
function firstChild(parent: number): number {
  const file = `/proc/${parent}/task/${parent}/children`
  return Number(readFileSync(file, 'utf8').trim().split(' ')[0])
}

type Enter = (script: string, options: RunOptions) => ReturnType<typeof spawn>

function enterer(pid: number): Enter {
  const flags = ['--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup']
  return (text, { cwd = '/root', env = {} }) =>
    spawn(
      'nsenter',
      [`--target=${pid}`, ...flags, 'bash', '-euo', 'pipefail', '-c', `cd '${cwd}'\n${text}`],
      {
        cwd: '/',
        env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', HOME: '/root', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
}

const runner =
  (enter: Enter): Machine['run'] =>
  async (text, options = {}) => {
    const child = enter(text, options)
    if (child.stdout === null || child.stderr === null) throw new Error('it has no output')
    const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)]
    const tooLong = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 60_000)
    const [code] = await once(child, 'close')
    clearTimeout(tooLong)
    return { code, stdout: stdout.text, stderr: stderr.text }
  }

const starter =
  (enter: Enter): Machine['start'] =>
  (text, options = {}) => {
    const child = enter(`exec 2>&1\n${text}`, options)
    if (child.stdout === null) throw new Error('it has no output')
    return collect(child.stdout)
  }
