import { formatDuration } from '../../../kernel/index.ts'

/** Something that a file of another program asks for, as Pharos would have it. */
export type Item = {
  /** Where in the file: `monitorList[3]`, `line 12`. */
  readonly where: string
  readonly name: string
  /** A body of `POST /services` or `POST /channels`. */
  readonly body: Readonly<Record<string, unknown>>
  /** What of it was left out or is done in another way, and why. */
  readonly notes: readonly string[]
}

/** What a file of another program says, and what of it Pharos has no place for. */
export type Translated = {
  readonly services: readonly Item[]
  readonly channels: readonly Item[]
  readonly left: readonly { readonly where: string; readonly name: string; readonly why: string }[]
}

/** One entry: what became of it. */
export type Reading =
  | { readonly kind: 'item'; readonly item: Item }
  | { readonly kind: 'left'; readonly where: string; readonly name: string; readonly why: string }

export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A text that says something, or a number as text; else `null`. */
export const textAt = (fields: Fields, key: string): string | null => {
  const value = fields[key]
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

/** A finite number, also one that was written as text; else `null`. */
export const numberAt = (fields: Fields, key: string): number | null => {
  const text = textAt(fields, key)
  const value = text === null ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : null
}

/** Truth as JSON and SQLite write it. */
export const truthAt = (fields: Fields, key: string): boolean =>
  fields[key] === true || fields[key] === 1

/** Without what says nothing. */
export const compact = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** A tag of any text: what a tag may not have becomes a hyphen. `null` when nothing is left. */
export function tagOf(text: string): string | null {
  const tag = text
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}._:/-]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32)
  return tag === '' ? null : tag
}

/** Milliseconds as a service's field has them. */
export const durationOf = (ms: number): string => formatDuration(ms)

/** Comparisons as other programs write them, and as an assertion of a check has them. */
export const comparisons: Readonly<Record<string, string>> = {
  '==': 'equals',
  '!=': 'not_equals',
  '>': 'above',
  '>=': 'at_least',
  '<': 'below',
  '<=': 'at_most',
}

type Placed = { readonly path: string; readonly text: string }

/** Every text of a value, with the names that lead to it: `headers.Accept`, `alerts.0.type`. */
function textsOf(value: unknown, path = ''): Placed[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => {
    const place = path === '' ? key : `${path}.${key}`
    return [{ path: place, text: key }, ...textsOf(member, place)]
  })
}

/** Variables of the environment that an entry has, which are stored as they stand. */
export function variableNotes(entry: Fields): string[] {
  const notes = textsOf(entry).flatMap(({ path, text }) =>
    [...text.matchAll(/\$\{\w+\}/g)].map(
      ([variable]) =>
        `the variable ${variable} in ${path} was not put in: enter what it stands for`,
    ),
  )
  return [...new Set(notes)]
}

/** An entry that could not be read is left out, with its place; the others are not the worse for it. */
export function guarded(where: string, name: string, read: () => Reading): Reading {
  try {
    return read()
  } catch (error) {
    return { kind: 'left', where, name, why: `it cannot be read: ${(error as Error).message}` }
  }
}

/** What a table has under a name from a file, which may also be `constructor`. */
export const ownOf = <Value>(
  table: Readonly<Record<string, Value>>,
  name: string,
): Value | undefined => (Object.hasOwn(table, name) ? table[name] : undefined)
