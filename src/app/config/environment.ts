import { resolve } from 'node:path'
import type { Dotenv } from './dotenv.ts'
import type { ConfigProblem } from './problems.ts'
import { problemAt } from './problems.ts'
import type { Source } from './source.ts'
import type { Variable } from './variables.ts'

/**
 * Reads a text file. `null` when there is none; throws when it cannot be read. It may stop after
 * `maxBytes`, beyond which the file is refused anyway.
 */
export type ReadFile = (path: string, maxBytes: number) => string | null

export type Environment = Readonly<Record<string, string | undefined>>

export type Found = { readonly value: string; readonly source: Source }

/** Variables by name. The real environment goes before `.env`, and `NAME` before `NAME_FILE`. */
export type Variables = {
  /** `null` when the variable is nowhere. An empty one is found, with an empty value. */
  find(name: string): Found | null
  /** The value as the configuration file would hold it; `null` also for an empty variable. */
  setting(variable: Variable): Found | null
  /** Files that a `NAME_FILE` names and nobody can read. */
  readonly problems: readonly ConfigProblem[]
}

export type VariablesOptions = {
  readonly env: Environment
  readonly dotenv: Dotenv
  readonly cwd: string
  readonly readFile: ReadFile
}

/** A secret in a file is a key or a token; nobody means a disk image. */
const maxSecretFileBytes = 65_536

export function createVariables({ env, dotenv, cwd, readFile }: VariablesOptions): Variables {
  const problems: ConfigProblem[] = []
  const known = new Map<string, Found | null>()

  const real = (name: string): Found | null => {
    const value = Object.hasOwn(env, name) ? env[name] : undefined
    return value === undefined
      ? null
      : { value, source: { kind: 'env', name, file: null, line: null } }
  }
  const written = (name: string): Found | null => {
    const found = dotenv.values.get(name)
    return found === undefined
      ? null
      : { value: found.value, source: { kind: 'env', name, file: '.env', line: found.line } }
  }

  function fromFile(name: string, pointer: Found): Found | null {
    const path = resolve(cwd, pointer.value)
    const content = readOrExplain(readFile, path, maxSecretFileBytes)
    if (content.kind === 'text') {
      return { value: content.text.replace(/\r?\n$/, ''), source: pointer.source }
    }
    problems.push(problemAt(pointer.source, { path: name, message: `its file ${content.reason}` }))
    return null
  }

  function search(name: string): Found | null {
    let empty: Found | null = null
    for (const layer of [real, written]) {
      const direct = layer(name)
      if (direct !== null && direct.value !== '') return direct
      const pointer = layer(`${name}_FILE`)
      if (pointer !== null && pointer.value !== '') return fromFile(name, pointer)
      empty ??= direct
    }
    return empty
  }

  function find(name: string): Found | null {
    const cached = known.get(name)
    if (cached !== undefined) return cached
    const found = search(name)
    known.set(name, found)
    return found
  }

  return {
    find,
    setting(variable) {
      const found = find(variable.name)
      if (found === null) return null
      const text = variable.secret ? found.value : found.value.trim()
      return text === '' ? null : { value: variable.read?.(text) ?? text, source: found.source }
    },
    problems,
  }
}

export type Content =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' | 'unreadable'; readonly reason: string }

/** The text of a file, or why there is none, in words that end a sentence. */
export function readOrExplain(readFile: ReadFile, path: string, maxBytes: number): Content {
  try {
    const text = readFile(path, maxBytes)
    if (text === null) return { kind: 'absent', reason: 'does not exist' }
    if (Buffer.byteLength(text) > maxBytes) {
      return { kind: 'unreadable', reason: `is larger than ${maxBytes / 1024} KiB` }
    }
    return { kind: 'text', text }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    return { kind: 'unreadable', reason: `cannot be read${code}` }
  }
}
