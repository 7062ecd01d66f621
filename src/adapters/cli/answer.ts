import { Refusal } from '../../kernel/index.ts'

/** JSON of a server, of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const strange = () =>
  new Refusal('unavailable', 'the server answers in a way that this version does not understand')

export function fieldsOf(value: unknown): Fields {
  if (isFields(value)) return value
  throw strange()
}

/** A page of a list: `{items, total}`. */
export function pageOf(value: unknown): { items: readonly Fields[]; total: number } {
  const { items, total } = fieldsOf(value)
  if (!Array.isArray(items) || typeof total !== 'number') throw strange()
  return { items: items.map(fieldsOf), total }
}

/** A field as it stands in a table. */
export function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

export const textOf = (fields: Fields, name: string): string | null => {
  const value = fields[name]
  return typeof value === 'string' ? value : null
}

export const numberOf = (fields: Fields, name: string): number | null => {
  const value = fields[name]
  return typeof value === 'number' ? value : null
}
