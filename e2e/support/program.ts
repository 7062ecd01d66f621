import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { collect, type Output } from './output.ts'
import { until } from './until.ts'

export const root = join(import.meta.dirname, '..', '..')
const main = join(root, 'dist', 'main.js')
const followParent = pathToFileURL(join(root, 'scripts', 'lib', 'follow-parent.mjs')).href

/** What `npm start` gives Node.js too. */
export const programFlags: readonly string[] = JSON.parse(
  readFileSync(join(root, 'scripts', 'program-flags.json'), 'utf8'),
)

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

/** The built program, running. Disposing of it kills it, unless it has ended. */
export type Program = AsyncDisposable & {
  readonly pid: number
  readonly stdout: Output
  readonly stderr: Output
  /** Resolves when it has ended and all its output was read. */
  readonly exited: Promise<Exit>
  kill(signal: NodeJS.Signals): void
}

export type Launch = {
  readonly args: readonly string[]
  /** The working directory: where `.env` and `config/config.yaml` are looked for. */
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** More arguments of Node.js itself. By default the program ends with whoever started it. */
  readonly node?: readonly string[]
  /** One file in place of Node.js and the built program. It gets no variable of the machine's. */
  readonly executable?: string
}

/** No variable of the machine's, but those without which nothing runs. */
const surroundings = (cwd: string): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: cwd,
  // As `npm start` has it: the first start compiles, all others read.
  NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'pharos'),
  MALLOC_ARENA_MAX: '1',
})

/** Starts the program that `npm run build` made, on the Node.js that runs this; or the executable. */
export function launch({ args, cwd, env = {}, input, node, executable }: Launch): Program {
  const more = node ?? ['--import', followParent]
  const built = [...programFlags, ...more, main]
  const whole = executable !== undefined
  const child = spawn(executable ?? process.execPath, whole ? args : [...built, ...args], {
    cwd,
    env: { ...(whole ? { PATH: '' } : surroundings(cwd)), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.on('error', () => {})
  child.stdin.end(input ?? '')
  const exited = ended(child)
  return {
    pid: child.pid ?? 0,
    stdout: collect(child.stdout),
    stderr: collect(child.stderr),
    exited,
    kill: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function ended(child: ChildProcess): Promise<Exit> {
  const [code, signal] = await once(child, 'close')
  return { code, signal }
}

export type Ran = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** No command of these suites takes longer. */
const commandMs = 20_000

/** Runs one command of the program to its end. Throws when it does not end by itself. */
export async function run(launching: Launch): Promise<Ran> {
  await using program = launch(launching)
  const tooLong = setTimeout(() => program.kill('SIGKILL'), commandMs)
  const { code, signal } = await program.exited
  clearTimeout(tooLong)
  if (signal === 'SIGKILL') {
    const command = `pharos ${launching.args.join(' ')}`
    throw new Error(`"${command}" did not end within ${commandMs} ms: ${program.stderr.text}`)
  }
  return { code, stdout: program.stdout.text, stderr: program.stderr.text }
}

/** A `serve` that answers. */
export type Server = Program & {
  /** The address by number, as programs use it. */
  readonly url: string
  /** What it printed for people. */
  readonly printed: string
  readonly port: number
  /** The one-time link for the first account. */
  setupUrl(): Promise<string>
  /** SIGTERM, and how it ended. */
  stop(): Promise<Exit>
}

export type Serve = Omit<Launch, 'args'> & {
  /** `web` leaves the checks to a collector. */
  readonly role?: 'serve' | 'web'
  readonly args?: readonly string[]
  /** 0 for a free one. Empty: the program finds it in its own configuration. */
  readonly port?: number | null
  /** Return as soon as it listens, before it can use its database. */
  readonly early?: boolean
}

/** Starts `serve` on loopback and waits until it is ready. */
export async function serve(options: Serve): Promise<Server> {
  const { role = 'serve', args = [], port = 0, env = {}, early = false, ...rest } = options
  const flags = port === null ? [] : ['--port', String(port)]
  const program = launch({
    ...rest,
    args: [role, ...flags, ...args],
    env: { HOST: '127.0.0.1', ...env },
  })
  try {
    const [, printed = ''] = await announced(program)
    const url = printed.replace('localhost', '127.0.0.1')
    if (!early) await until('the program is ready', async () => (await fetch(`${url}/readyz`)).ok)
    return {
      ...program,
      url,
      printed,
      port: Number(new URL(url).port),
      setupUrl: async () => (await program.stdout.wait(/(http:\S+\/setup\?token=\S+)/))[1] ?? '',
      stop() {
        program.kill('SIGTERM')
        return program.exited
      },
    }
  } catch (error) {
    await program[Symbol.asyncDispose]()
    throw error
  }
}

async function announced(program: Program): Promise<RegExpExecArray> {
  try {
    return await program.stdout.wait(/Pharos \S+ is at (http:\S+)\n/)
  } catch (cause) {
    throw new Error(`the program did not start: ${program.stderr.text}`, { cause })
  }
}

/** A `collector` that works. */
export type Collector = Program & {
  /** Where it answers: the path of a socket, or an address. */
  readonly endpoint: string
  /** SIGTERM, and how it ended. */
  stop(): Promise<Exit>
}

/** Starts a `collector` and waits until it answers. */
export async function startCollector({
  args = [],
  ...rest
}: Omit<Serve, 'role'>): Promise<Collector> {
  const program = launch({ ...rest, args: ['collector', ...args] })
  try {
    const [, endpoint = ''] = await program.stdout.wait(/collects, and answers at (\S+)\n/)
    return {
      ...program,
      endpoint,
      stop() {
        program.kill('SIGTERM')
        return program.exited
      },
    }
  } catch (cause) {
    await program[Symbol.asyncDispose]()
    throw new Error(`the collector did not start: ${program.stderr.text}`, { cause })
  }
}

/** Asks a server to stop. Throws, with the end of its log, unless it does so cleanly. */
export async function stopCleanly(server: Server | Collector): Promise<void> {
  const { code, signal } = await server.stop()
  if (code === 0) return
  throw new Error(`it ended with ${code ?? signal}: ${server.stderr.text.slice(-2_000)}`)
}
