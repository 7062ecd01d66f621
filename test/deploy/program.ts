import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parse } from 'yaml'
import { operationsEndpoints } from '../../src/adapters/api/endpoints/operations.ts'
import { wellOperations } from '../../src/adapters/api/house.contract.ts'
import { commands } from '../../src/adapters/cli/commands/index.ts'
import { createDoor } from '../../src/app/collector/door.ts'
import {
  type Config,
  formatProblem,
  loadConfig,
  type Variable,
  variables,
} from '../../src/app/config/index.ts'
import { Secret } from '../../src/kernel/index.ts'
import { silentLog } from '../../src/kernel/world.contract.ts'

/** What the program knows: files that are shipped beside it may name nothing else. */
export const root = join(import.meta.dirname, '..', '..')
export const shipped = (path: string): string => readFileSync(join(root, path), 'utf8')
export const shippedYaml = (path: string) => parse(shipped(path), { merge: true })

export type Image = {
  readonly base: string
  readonly copies: readonly {
    readonly from: string | null
    readonly chown: string | null
    readonly source: string
    readonly target: string
  }[]
  readonly labels: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string>>
  readonly user: string
  readonly workdir: string
  readonly volumes: readonly string[]
  readonly ports: readonly string[]
  readonly stopSignal: string
  readonly healthcheck: {
    readonly options: Readonly<Record<string, string>>
    readonly command: readonly string[]
  }
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
}

/** The image as the script that runs it without an engine reads it. */
export const readImage = (): Image =>
  JSON.parse(
    execFileSync(process.execPath, [join(root, 'scripts', 'rootfs.mjs'), 'describe'], {
      encoding: 'utf8',
    }),
  )

export const isCommand = (words: readonly string[]): boolean =>
  commands.some(({ name }) => name === words.join(' '))

export const variableOf = (name: string): Variable | null =>
  variables.find((known) => known.name === name.replace(/_FILE$/, '')) ?? null

export type Loaded = { readonly config: Config; readonly warnings: readonly string[] }

/** What the program makes of an environment, where these files are. Throws what it refuses. */
export function configOf(
  env: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): Loaded {
  const readFile = (path: string) => files[path] ?? null
  const loaded = loadConfig({ flags: {}, env, cwd: '/', readFile })
  if (loaded.kind === 'refused') throw new Error(loaded.problems.map(formatProblem).join('\n'))
  return { config: loaded.config, warnings: loaded.warnings.map(formatProblem) }
}

/** Secrets as files of a folder, with values that the program takes. */
export const filledIn = (names: readonly string[], folder: string) =>
  Object.fromEntries(
    names.map((name) => [
      `${folder}${name}`,
      name === 'database-url'
        ? 'postgres://pharos:x@postgres:5432/pharos'
        : createHash('sha256').update(name).digest('base64'),
    ]),
  )

const clock = { now: () => 0, monotonic: () => 0, sleep: async () => {} }

/** The paths of the main port that tell how the program is. */
const pagesPaths = operationsEndpoints({
  operations: wellOperations,
  clock,
  publicMetrics: false,
}).map(({ path }) => path)

/** Whether a process of this role answers there, on the port that supervisors ask. */
export async function answersAt(role: string, path: string): Promise<boolean> {
  if (role !== 'collector') return pagesPaths.includes(path)
  const door = createDoor({
    log: silentLog,
    secret: new Secret('s'),
    report: () => {
      throw new Error('nobody asked for it')
    },
    readiness: async () => ({ ready: true }),
    metrics: async () => ({ type: 'text/plain', body: '' }),
  })
  door.listen(0, '127.0.0.1')
  await once(door, 'listening')
  const { port } = door.address() as AddressInfo
  const { status } = await fetch(`http://127.0.0.1:${port}${path}`)
  door.close()
  return status !== 404
}
