import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { collect, type Output } from './output.ts'
import { type Exit, type Ran, root } from './program.ts'
import { until } from './until.ts'

const script = join(root, 'scripts', 'rootfs.mjs')
/** A container ends with whoever started it, also when that is killed. */
const followParent = pathToFileURL(join(root, 'scripts', 'lib', 'follow-parent.mjs')).href

type Options = { readonly input?: string; readonly env?: Readonly<Record<string, string>> }

function start(args: readonly string[], input?: string): ChildProcess {
  const child = spawn(process.execPath, ['--import', followParent, script, ...args], {
    cwd: root,
    stdio: 'pipe',
  })
  child.stdin.on('error', () => {})
  child.stdin.end(input ?? '')
  return child
}

/** Runs one command of the script to its end. */
export async function rootfs(args: readonly string[], { input }: Options = {}): Promise<Ran> {
  const child = start(args, input)
  const { stdout, stderr } = outputs(child)
  const [code] = await once(child, 'close')
  return { code, stdout: stdout.text, stderr: stderr.text }
}

function outputs({ stdout, stderr }: ChildProcess): { stdout: Output; stderr: Output } {
  if (stdout === null || stderr === null) throw new Error('a child without pipes')
  return { stdout: collect(stdout), stderr: collect(stderr) }
}

export type Container = AsyncDisposable & {
  /** Its process, as this machine numbers it. */
  readonly pid: number
  /** The file system as the program sees it. */
  readonly root: string
  readonly stdout: Output
  readonly stderr: Output
  /** A command of the image, run beside the program. */
  exec(command: string, options?: Options): Promise<Ran>
  /** The image's own HEALTHCHECK, or the one that goes before it. */
  health(): Promise<Ran>
  /** What it answers on port 8080: its network is its own, so the question is asked in there. */
  read(path: string): Promise<string>
  /** SIGTERM as an engine sends it, and how the program ended. */
  stop(): Promise<Exit>
}

export type Running = {
  readonly image: string
  /** The folder that becomes the volume. */
  readonly data: string
  readonly options?: readonly string[]
  /** Instead of the image's CMD. */
  readonly args?: readonly string[]
  /** Instead of the image's HEALTHCHECK. */
  readonly healthcheck?: readonly string[]
}

/** Enters the network of a process. Who is not root first enters the world that it owns around it. */
function intoNetwork(pid: string): string[] {
  const enter = ['nsenter', '--target', pid, '--net', '--']
  if (process.getuid?.() === 0) return enter
  const parent = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? ''
  return ['nsenter', '--target', parent, '--user', '--preserve-credentials', '--', ...enter]
}

async function readInside(pid: string, path: string): Promise<string> {
  const ask = `process.stdout.write(await (await fetch('http://127.0.0.1:8080${path}')).text())`
  const node = [process.execPath, '--input-type=module', '--eval', ask]
  const [file = '', ...args] = [...intoNetwork(pid), ...node]
  const { stdout } = await promisify(execFile)(file, args)
  return stdout
}

/** Runs an image's file system and waits until its HEALTHCHECK says yes. */
export async function runContainer(running: Running): Promise<Container> {
  const { image, data, options = [], args = [], healthcheck } = running
  const pidFile = `${data}.pid`
  const child = start(['run', '--pid-file', pidFile, ...options, image, data, '--', ...args])
  const { stdout, stderr } = outputs(child)
  const exited: Promise<Exit> = once(child, 'close').then(([code, signal]) => ({ code, signal }))
  const dispose = async () => {
    child.kill('SIGKILL')
    await exited
  }
  try {
    await stdout.wait(/Pharos \S+ (?:is|collects, and answers) at /)
    const pid = readFileSync(pidFile, 'utf8')
    const health = () =>
      rootfs(healthcheck === undefined ? ['health', pid] : ['exec', pid, '--', ...healthcheck])
    await until('the container is healthy', async () => (await health()).code === 0)
    return {
      pid: Number(pid),
      root: `/proc/${pid}/root`,
      stdout,
      stderr,
      exec(command, { input, env = {} } = {}) {
        const variables = Object.entries(env).flatMap(([name, value]) => [
          '--env',
          `${name}=${value}`,
        ])
        const line = ['exec', ...variables, pid, '--', ...command.split(' ')]
        return rootfs(line, input === undefined ? {} : { input })
      },
      health,
      read: (path) => readInside(pid, path),
      stop() {
        child.kill('SIGTERM')
        return exited
      },
      [Symbol.asyncDispose]: dispose,
    }
  } catch (cause) {
    await dispose()
    throw new Error(`the container did not start: ${stderr.text}`, { cause })
  }
}
