import { cut, plain, widthOf } from './text.ts'

export type Column = {
  readonly title: string
  readonly align?: 'right'
  /** May be cut down to this width when the terminal is narrow. */
  readonly least?: number
  /** Colours a cell; it may not change the cell's width. */
  readonly paint?: (cell: string) => string
}

const gap = '  '

/**
 * Rows under their titles (if there are any), in columns as wide as their widest cell. Cells are text of others, so they are
 * made plain here. `width` is the terminal's, or `null` where nothing need be cut.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number | null,
): string {
  const cells = rows.map((row) => columns.map((_, at) => plain(row[at] ?? '')))
  const widths = widthsOf(columns, cells, width)
  const lineOf = (row: readonly string[], paint: boolean) =>
    columns
      .map((column, at) => {
        const cell = cut(row[at] ?? '', widths[at] ?? 0)
        const space = ' '.repeat((widths[at] ?? 0) - widthOf(cell))
        const shown = paint && column.paint !== undefined ? column.paint(cell) : cell
        return column.align === 'right' ? space + shown : shown + space
      })
      .join(gap)
      .trimEnd()
  const titles = columns.map(({ title }) => title)
  const head = titles.every((title) => title === '') ? [] : [lineOf(titles, false)]
  return [...head, ...cells.map((row) => lineOf(row, true))].map((line) => `${line}\n`).join('')
}

/** The width of each column: the widest that may give is cut first, until the row fits. */
function widthsOf(
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  width: number | null,
): number[] {
  const widths = columns.map(({ title }, at) =>
    cells.reduce((most, row) => Math.max(most, widthOf(row[at] ?? '')), widthOf(title)),
  )
  if (width === null) return widths
  let over = widths.reduce((sum, one) => sum + one, gap.length * (columns.length - 1)) - width
  while (over > 0) {
    const spare = columns.map(({ least }, at) => (widths[at] ?? 0) - (least ?? Infinity))
    const widest = spare.indexOf(Math.max(...spare))
    if ((spare[widest] ?? 0) <= 0) break
    widths[widest] = (widths[widest] ?? 0) - 1
    over -= 1
  }
  return widths
}
