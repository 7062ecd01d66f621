import { connectorNames, hasPublicInstance } from './connectors.ts'
import type { Found, Variables } from './environment.ts'
import { type ConfigProblem, problemAt } from './problems.ts'
import { valueAt } from './tree.ts'
import { variables } from './variables.ts'

type Setting = Found & { readonly path: string }
type Instances = {
  readonly settings: readonly Setting[]
  readonly problems: readonly ConfigProblem[]
  readonly warnings: readonly ConfigProblem[]
}

const nothing: Instances = { settings: [], problems: [], warnings: [] }

/** A token in the environment adds the platform's public instance, when the file names none. */
export function platformInstances(tree: unknown, values: Variables): Instances {
  const all = connectorNames
    .filter((platform) => !isConfigured(tree, platform))
    .map((platform) => instanceOf(platform, values))
  return {
    settings: all.flatMap(({ settings }) => settings),
    problems: all.flatMap(({ problems }) => problems),
    warnings: all.flatMap(({ warnings }) => warnings),
  }
}

function isConfigured(tree: unknown, platform: string): boolean {
  const list = valueAt(tree, [platform])
  return Array.isArray(list) && list.length > 0
}

function instanceOf(platform: string, values: Variables): Instances {
  const token = setting(`${platform}.0.token`, values)
  const url = setting(`${platform}.0.url`, values)
  const variable = platform.toUpperCase()
  if (token === null) {
    if (url === null) return nothing
    const message = `has no effect without ${variable}_TOKEN`
    return { ...nothing, warnings: [problemAt(url.source, { path: `${variable}_URL`, message })] }
  }
  if (url === null && !hasPublicInstance(platform)) {
    const message = `needs ${variable}_URL: there is no public one`
    const problem = problemAt(token.source, { path: `${variable}_TOKEN`, message })
    return { ...nothing, problems: [problem] }
  }
  const name = { path: `${platform}.0.name`, value: platform, source: token.source }
  return { ...nothing, settings: [name, token, ...(url === null ? [] : [url])] }
}

function setting(path: string, values: Variables): Setting | null {
  const variable = variables.find(({ sets }) => sets === path)
  const found = variable === undefined ? null : values.setting(variable)
  return found === null ? null : { path, ...found }
}
