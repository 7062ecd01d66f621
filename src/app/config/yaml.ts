import { LineCounter, parseDocument } from 'yaml'
import { type ConfigProblem, problemAt } from './problems.ts'
import type { FileSource } from './source.ts'
import { type Place, readTree } from './yaml-tree.ts'
import { yamlMessage } from './yaml-words.ts'

export type YamlFile = {
  readonly tree: unknown
  /** By dotted path. */
  readonly places: ReadonlyMap<string, Place>
  /** Dotted paths whose text came out of a variable: it may stand for a number. */
  readonly texts: ReadonlySet<string>
  readonly problems: readonly ConfigProblem[]
}

export const maxFileBytes = 1_048_576

export type YamlInput = {
  readonly text: string
  /** The name that problems show. */
  readonly file: string
  readonly find: (name: string) => string | null
}

/**
 * Reads a configuration file: YAML 1.2 core, one document, no tags, no merge keys. Variables are put
 * into texts after parsing, so no value can add a key.
 */
export function readYaml({ text, file, find }: YamlInput): YamlFile {
  if (isNestedTooDeeply(text)) {
    const source: FileSource = { kind: 'file', file, line: null, column: null }
    return nothing([problemAt(source, { path: '', message: 'nested too deeply' })])
  }
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    stringKeys: true,
    // The library compares each key with all before it (40,000 keys: 11 s); `readTree` looks them up.
    uniqueKeys: false,
    logLevel: 'error',
  })
  const at = (offset: number): FileSource => {
    const { line, col } = lines.linePos(offset)
    return { kind: 'file', file, line, column: col }
  }
  const wrong = [...document.errors, ...document.warnings].slice(0, 20)
  if (wrong.length === 0) return readTree({ root: document.contents, at, find })

  const problems = wrong.map(({ code, pos }) => {
    const source = at(pos[0])
    const start = lines.lineStarts[(source.line ?? 1) - 1] ?? 0
    const line = text.slice(start, start + 1_000).split('\n', 1)[0] ?? ''
    return problemAt(source, { path: '', message: yamlMessage(code, line) })
  })
  return nothing(problems)
}

const nothing = (problems: readonly ConfigProblem[]): YamlFile => ({
  tree: {},
  places: new Map(),
  texts: new Set(),
  problems,
})

/**
 * Far deeper than any file: the parser needs seconds to run out of stack. Brackets in texts count
 * too, which no real text has in such numbers.
 */
function isNestedTooDeeply(text: string): boolean {
  let depth = 0
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1
    if (depth > 1_000) return true
  }
  return /(?:[-?][ \t]+){1000}/.test(text)
}
