import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { ZodType } from 'zod'
import { connectorNames } from './connectors.ts'
import { parseDotenv } from './dotenv.ts'
import { formatProblem, loadConfig, variables } from './index.ts'
import { fileSchema } from './schema.ts'
import { knownKeys } from './sections.ts'
import { serviceKeys } from './services.ts'

const root = new URL('../../../', import.meta.url)
const shipped = (path: string) => readFileSync(new URL(path, root), 'utf8')
const yaml = shipped('config/config.example.yaml')
const dotenv = shipped('.env.example')

/** Takes the "#" away from settings; prose keeps it, because exactly one blank follows there. */
const uncommented = (text: string) => text.replace(/^( *)#(?! \S|$)/gm, '$1')

function outcome(files: { readonly yaml?: string; readonly dotenv?: string }, env = {}) {
  const readFile = (path: string) => {
    if (path.endsWith('config.yaml')) return files.yaml ?? null
    return path.endsWith('.env') ? (files.dotenv ?? null) : null
  }
  const result = loadConfig({ flags: {}, env, cwd: '/app', readFile })
  if (result.kind === 'refused') return { problems: result.problems.map(formatProblem) }
  return { config: JSON.stringify({ ...result.config, file: null }), warnings: result.warnings }
}

const tokens = {
  GITLAB_TOKEN: 'a',
  GITHUB_TOKEN: 'b',
  JENKINS_TOKEN: 'c',
  BITBUCKET_TOKEN: 'd',
  COLLECTOR_SECRET: 'e',
  SHOP_DB_URL: 'postgres://u:p@shop/db',
}

/** Connectors tell of their settings in their own pages; the file shows the usual ones. */
const isConnector = (name: string) => connectorNames.includes(name)

describe('config/config.example.yaml', () => {
  test('as it is changes nothing and says nothing', () => {
    expect(outcome({ yaml })).toEqual(outcome({}))
    expect(outcome({ yaml })).toMatchObject({ warnings: [] })
  })

  test('with every setting taken in is right', () => {
    expect(outcome({ yaml: uncommented(yaml) }, tokens)).not.toHaveProperty('problems')
  })

  test('holds every key that the file may hold', () => {
    const tree: Record<string, unknown> = parse(uncommented(yaml))
    const parts = Object.entries<ZodType>(fileSchema.shape).filter(([name]) => !isConnector(name))
    const shownNames = Object.keys(tree).filter((name) => !isConnector(name))
    expect(shownNames.toSorted()).toEqual(parts.map(([name]) => name).toSorted())
    for (const [name, part] of parts) {
      const value = tree[name]
      const shown = Object.keys((Array.isArray(value) ? value[0] : value) ?? {})
      const keys = name === 'services' ? serviceKeys : knownKeys(part)
      expect(shown, name).toEqual(expect.arrayContaining([...keys]))
    }
  })
})

describe('.env.example', () => {
  test('lists every variable, in order, and nothing else', () => {
    const listed = [...parseDotenv(uncommented(dotenv)).values.keys()]
    const isOfConnector = (sets: string) =>
      connectorNames.some((name) => sets.startsWith(`${name}.`))
    const expected = variables.filter(
      ({ name, sets }) => !isOfConnector(sets) || listed.includes(name),
    )
    expect(listed).toEqual(expected.map(({ name }) => name))
  })

  test('as it is sets nothing', () => {
    expect(parseDotenv(dotenv)).toEqual({ values: new Map(), malformed: [] })
  })

  test('with every line taken in is right', () => {
    const files = { yaml, dotenv: uncommented(dotenv) }
    expect(outcome(files, { JENKINS_URL: 'https://j.example.com' })).not.toHaveProperty('problems')
  })
})
