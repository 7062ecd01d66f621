import type { z } from 'zod'
import { nearest } from '../../kernel/index.ts'
import { maxProblems } from './problems.ts'
import { fileSchema } from './schema.ts'
import { knownKeys } from './sections.ts'
import { dotted, kindOf, type Path, valueAt, withValue } from './tree.ts'
import { variables } from './variables.ts'

export type Issue = {
  readonly path: Path
  readonly message: string
  readonly hint: string | null
  /** Whether the key is wrong or its value. */
  readonly of: 'key' | 'value'
}

export type Validation<Value> =
  | { readonly kind: 'valid'; readonly value: Value }
  | { readonly kind: 'invalid'; readonly issues: readonly Issue[] }

/**
 * Reads a tree with a schema. A text that came out of a variable (`texts`, dotted paths) becomes a
 * number or a truth value where the schema wants one; a quoted `"8080"` in the file does not.
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  tree: unknown,
  texts: ReadonlySet<string>,
): Validation<z.output<Schema>> {
  const first = schema.safeParse(tree)
  if (first.success) return { kind: 'valid', value: first.data }
  const typed = retyped(tree, first.error.issues, texts)
  const second = typed === tree ? first : schema.safeParse(typed)
  if (second.success) return { kind: 'valid', value: second.data }
  return { kind: 'invalid', issues: second.error.issues.flatMap((issue) => explain(typed, issue)) }
}

function retyped(tree: unknown, issues: readonly z.core.$ZodIssue[], texts: ReadonlySet<string>) {
  return issues.reduce((result: unknown, issue) => {
    if (issue.code !== 'invalid_type' || !texts.has(dotted(issue.path))) return result
    const value = typedText(valueAt(tree, issue.path), issue.expected)
    return value === null ? result : withValue(result, issue.path, value)
  }, tree)
}

function typedText(value: unknown, expected: string): number | boolean | null {
  if (typeof value !== 'string') return null
  const text = value.trim()
  if (expected === 'number' && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  return expected === 'boolean' && /^(true|false)$/.test(text) ? text === 'true' : null
}

function explain(tree: unknown, issue: z.core.$ZodIssue): Issue[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, maxProblems).map((key) => unknownKey([...path, key]))
  }
  const value = valueAt(tree, path)
  if (value === undefined) return [{ path, message: 'is missing', hint: null, of: 'value' }]
  const got = issue.code === 'invalid_type' ? `, got ${kindOf(value)}` : ''
  const words = issue.code === 'invalid_value' ? issue.values.map(String) : []
  const hint = typeof value === 'string' ? nearest(value, words) : null
  return [{ path, message: `${issue.message}${got}`, hint, of: 'value' }]
}

/** Says which key was meant: the nearest one beside it, else the place where a key of this name belongs. */
export function unknownKey(path: Path, beside = keysBeside(path)): Issue {
  const key = String(path.at(-1))
  const variable = variables.find(({ name, sets }) => {
    const word = key.toUpperCase()
    return sets === name && (name === word || name === `PHAROS_${word}`)
  })
  const hint = nearest(key, beside) ?? placesOf(key)[0] ?? null
  const message =
    hint === null && variable !== undefined
      ? `unknown key; the environment variable ${variable.name} sets it`
      : 'unknown key'
  return { path, message, hint, of: 'key' }
}

const shape: Readonly<Record<string, z.ZodType>> = fileSchema.shape

function keysBeside(path: Path): readonly string[] {
  if (path.length === 1) return Object.keys(shape)
  const part = shape[String(path[0])]
  return part === undefined ? [] : knownKeys(part)
}

const placesOf = (key: string): readonly string[] =>
  Object.entries(shape)
    .filter(([, part]) => knownKeys(part).includes(key))
    .map(([name]) => `${name}.${key}`)
