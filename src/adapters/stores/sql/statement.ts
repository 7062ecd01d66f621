/** A value that both dialects bind and return. Truth is 0 or 1, times are epoch milliseconds, documents are JSON text. */
export type Value = string | number | null

export type Row = Readonly<Record<string, Value>>

/**
 * One statement in the SQL that both dialects share. `?` stands for a parameter; what only
 * PostgreSQL needs (row locks) stands in a `/*pg … *\/` comment, which its driver opens.
 */
export type Statement = { readonly text: string; readonly params: readonly Value[] }

/**
 * A transaction, written once: a generator that yields statements and is given their rows. SQLite's
 * driver runs it without a pause, so nothing can come between; PostgreSQL's awaits each answer.
 */
export type Tx<Result> = Generator<Statement, Result, readonly Row[]>

/** All rows. The shape is the query's word: its columns stand beside the type, and the contract suites run every query. */
export function* all<Shape extends Row>(text: string, ...params: Value[]): Tx<readonly Shape[]> {
  return (yield { text, params }) as readonly Shape[]
}

/** The first row, or `null`. */
export function* maybe<Shape extends Row>(text: string, ...params: Value[]): Tx<Shape | null> {
  const rows = yield* all<Shape>(text, ...params)
  return rows[0] ?? null
}

/** The one row that the statement always returns. */
export function* one<Shape extends Row>(text: string, ...params: Value[]): Tx<Shape> {
  const row = yield* maybe<Shape>(text, ...params)
  if (row === null) throw new Error(`no row from: ${text}`)
  return row
}

export function* run(text: string, ...params: Value[]): Tx<void> {
  yield { text, params }
}

/** `(?,?,?),(?,?,?)` for that many rows of that many values. */
export const tuples = (rows: number, width: number): string =>
  Array(rows)
    .fill(`(${Array(width).fill('?').join(',')})`)
    .join(',')

/** `?,?,?` */
export const marks = (count: number): string => Array(count).fill('?').join(',')

/** Rows a multi-row statement carries at most: both dialects bound the number of parameters. */
export const rowsAtOnce = 200

export function* chunks<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let i = 0; i < items.length; i += rowsAtOnce) yield items.slice(i, i + rowsAtOnce)
}

export const flag = (truth: boolean): number => (truth ? 1 : 0)
