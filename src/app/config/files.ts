import { resolve } from 'node:path'
import { type Dotenv, parseDotenv } from './dotenv.ts'
import { type ReadFile, readOrExplain, type Variables } from './environment.ts'
import type { ConfigProblem } from './problems.ts'
import type { Flags } from './variables.ts'
import { maxFileBytes, readYaml, type YamlFile } from './yaml.ts'

/** Read when nobody names another, and missing in a fresh clone. */
export const defaultFile = 'config/config.yaml'

export type Disk = { readonly cwd: string; readonly readFile: ReadFile }

type DotenvFile = {
  readonly dotenv: Dotenv
  readonly problems: readonly ConfigProblem[]
  readonly warnings: readonly ConfigProblem[]
}

/** The `.env` of the working directory, if there is one. It may belong to another program too. */
export function readDotenv({ cwd, readFile }: Disk): DotenvFile {
  const content = readOrExplain(readFile, resolve(cwd, '.env'), maxFileBytes)
  if (content.kind !== 'text') {
    const problems = content.kind === 'absent' ? [] : [whole('.env', content.reason)]
    return { dotenv: { values: new Map(), malformed: [] }, problems, warnings: [] }
  }
  const dotenv = parseDotenv(content.text)
  const warnings = dotenv.malformed.map((line) => ({
    ...whole('.env', 'this line is no NAME=value and counts as absent'),
    line,
  }))
  return { dotenv, problems: [], warnings }
}

type Chosen = YamlFile & { readonly file: string | null }

/** The configuration file: the one that `--config` or PHAROS_CONFIG names, else the usual one if it exists. */
export function readConfigFile(disk: Disk, flags: Flags, variables: Variables): Chosen {
  const variable = variables.find('PHAROS_CONFIG')
  const named =
    flags.config !== undefined
      ? { file: flags.config, by: '--config' }
      : variable !== null && variable.value !== ''
        ? { file: variable.value, by: variable.source.kind === 'env' ? variable.source.name : '' }
        : null
  const file = named?.file ?? defaultFile
  const content = readOrExplain(disk.readFile, resolve(disk.cwd, file), maxFileBytes)
  if (content.kind === 'text') {
    const find = (name: string) => variables.find(name)?.value ?? null
    return { file, ...readYaml({ text: content.text, file, find }) }
  }
  const empty = { tree: {}, places: new Map(), texts: new Set<string>() }
  if (named === null && content.kind === 'absent') return { file: null, ...empty, problems: [] }
  const reason = named === null ? content.reason : `${content.reason} (from ${named.by})`
  return { file, ...empty, problems: [whole(file, reason)] }
}

const whole = (file: string, message: string): ConfigProblem => ({
  file,
  line: null,
  column: null,
  path: '',
  message,
  hint: null,
})
