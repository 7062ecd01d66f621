import type { ServiceDraft } from '../../modules/services/index.ts'
import { type Config, shapeConfig } from './config.ts'
import { cacheProblems, environmentProblems, portProblems, warningsOf } from './cross-checks.ts'
import { createVariables, type Environment, type ReadFile } from './environment.ts'
import { readConfigFile, readDotenv } from './files.ts'
import { createLocator } from './locate.ts'
import { repeatedNames } from './names.ts'
import { overlay } from './overlay.ts'
import { arranged, type ConfigProblem } from './problems.ts'
import { environmentSchema, fileSchema } from './schema.ts'
import { readServices } from './services.ts'
import { dotted, valueAt } from './tree.ts'
import { type Issue, type Validation, validate } from './validate.ts'
import type { Flags } from './variables.ts'

export type LoadOptions = {
  readonly flags: Flags
  readonly env: Environment
  readonly cwd: string
  readonly readFile: ReadFile
  /** Gives a service to the probe that its address names. Throws `Refusal('invalid')`. */
  readonly checkService?: (draft: ServiceDraft) => unknown
}

export type LoadResult =
  | { readonly kind: 'ok'; readonly config: Config; readonly warnings: readonly ConfigProblem[] }
  | { readonly kind: 'refused'; readonly problems: readonly ConfigProblem[] }

/**
 * The configuration: defaults, then the YAML file, then the environment (`.env` below the real one),
 * then flags. All problems are found in one go. A function of its arguments, so that a reload which
 * is refused changes nothing.
 */
export function loadConfig(options: LoadOptions): LoadResult {
  const dotenv = readDotenv(options)
  const variables = createVariables({ ...options, dotenv: dotenv.dotenv })
  const yaml = readConfigFile(options, options.flags, variables)
  const over = overlay({ tree: yaml.tree, variables, flags: options.flags })
  const texts = new Set([...yaml.texts, ...over.sources.keys()])
  const written = createLocator({ ...yaml, sources: new Map() })
  const locator = createLocator({ ...yaml, sources: over.sources })

  // The file is read alone as well: a value that the environment overrides must still be right.
  const file = validate(fileSchema, yaml.tree, yaml.texts)
  const values = validate(fileSchema, over.file, texts)
  const environment = validate(environmentSchema, over.environment, new Set())
  const services = readServices({
    items: asList(valueAt(yaml.tree, ['services'])),
    texts,
    defaultIntervalMs: values.kind === 'valid' ? values.value.checks.default_interval : 30_000,
    check: options.checkService ?? (() => {}),
  })

  const told = new Set(yaml.problems.map(({ path }) => path))
  const isNews = ({ of, path }: Issue) => of === 'key' || !told.has(dotted(path))
  const problems = arranged([
    ...dotenv.problems,
    ...yaml.problems,
    ...[...issuesOf(file), ...services.issues].filter(isNews).map(written.explain),
    ...issuesOf(values).filter(isNews).map(locator.explain),
    ...issuesOf(environment).map(locator.explain),
    ...repeatedNames(over.file, locator),
    ...over.problems,
    ...(environment.kind === 'valid' ? environmentProblems(environment.value, locator) : []),
    ...(values.kind === 'valid' ? portProblems(values.value, locator) : []),
    ...(values.kind === 'valid' ? cacheProblems(values.value, locator) : []),
    ...variables.problems,
  ])
  if (problems.length > 0 || values.kind === 'invalid' || environment.kind === 'invalid') {
    return { kind: 'refused', problems }
  }
  const config = shapeConfig({
    file: yaml.file,
    values: values.value,
    environment: environment.value,
    services: services.services,
    texts,
    source: locator.exact,
  })
  const warnings = arranged([
    ...dotenv.warnings,
    ...over.warnings,
    ...warningsOf({ config, tree: over.file, sources: over.sources, locator }),
  ])
  return { kind: 'ok', config, warnings }
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const issuesOf = <Value>(result: Validation<Value>) =>
  result.kind === 'invalid' ? result.issues : []
