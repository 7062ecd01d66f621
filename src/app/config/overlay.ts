import { connectorNames } from './connectors.ts'
import type { Found, Variables } from './environment.ts'
import { platformInstances } from './platforms.ts'
import { type ConfigProblem, problemAt } from './problems.ts'
import type { Source } from './source.ts'
import { type Mapping, parsePath, withValue } from './tree.ts'
import { type FlagName, type Flags, flagPaths, type Variable, variables } from './variables.ts'

/** The file's tree with the environment and the flags over it. */
export type Overlaid = {
  readonly file: unknown
  /** What no file can set, by the variable's name. */
  readonly environment: Mapping
  /** Where each value that is not the file's came from, by dotted path. */
  readonly sources: ReadonlyMap<string, Source>
  readonly problems: readonly ConfigProblem[]
  readonly warnings: readonly ConfigProblem[]
}

type Layers = { readonly tree: unknown; readonly variables: Variables; readonly flags: Flags }
type Setting = Found & { readonly path: string }

export function overlay({ tree, variables: values, flags }: Layers): Overlaid {
  const environment = environmentSettings(values)
  const instances = platformInstances(tree, values)
  const settings = [...environment.settings, ...instances.settings, ...flagSettings(flags)]
  const own = settings.filter(({ path }) => isVariable(path))
  const keys = settings.filter(({ path }) => !isVariable(path))
  return {
    file: keys.reduce((file, { path, value }) => withValue(file, parsePath(path), value), tree),
    environment: Object.fromEntries(own.map(({ path, value }) => [path, value])),
    sources: new Map(settings.map(({ path, source }) => [path, source])),
    problems: instances.problems,
    warnings: [...environment.warnings, ...instances.warnings],
  }
}

/** Paths of the environment are names of variables; keys of the file are in lower case. */
const isVariable = (path: string): boolean => /^[A-Z_]+$/.test(path)

const isPlatform = ({ sets }: Variable): boolean =>
  connectorNames.some((name) => sets.startsWith(`${name}.`))

function environmentSettings(values: Variables) {
  const settings = new Map<string, Setting>()
  const warnings: ConfigProblem[] = []
  for (const variable of variables) {
    const path = variable.sets
    // PHAROS_CONFIG was read before the file was, and the platforms are set together.
    if (path === 'PHAROS_CONFIG' || isPlatform(variable) || settings.has(path)) continue
    const found = values.setting(variable)
    if (found === null) continue
    const warning = foreign(variable, found)
    if (warning === null) settings.set(path, { path, ...found })
    else warnings.push(warning)
  }
  return { settings: [...settings.values()], warnings }
}

/** `ENV` is also what POSIX shells call their start-up file, so a strange value is not ours to refuse. */
function foreign({ name, sets }: Variable, found: Found): ConfigProblem | null {
  if (name !== 'ENV' || /^(production|development)$/.test(found.value)) return null
  const message = 'is neither production nor development, so it counts as absent'
  return problemAt(found.source, { path: sets, message })
}

function flagSettings(flags: Flags): Setting[] {
  return Object.entries(flagPaths).flatMap(([name, path]): Setting[] => {
    const value = flags[name as FlagName]
    return value === undefined ? [] : [{ path, value, source: { kind: 'flag', name } }]
  })
}
