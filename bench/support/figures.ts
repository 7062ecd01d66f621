import { availableParallelism, cpus, loadavg } from 'node:os'

/** What a figure is held against. Smaller is better for all of them. */
export type Bounds = { readonly gate?: number; readonly goal?: number }

export type Figure = Bounds & {
  readonly what: string
  readonly unit: string
  /** One value a round. */
  readonly values: readonly number[]
}

/** The value below which this part of the values lies, by the nearest rank. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const rank = Math.max(1, Math.ceil(part * sorted.length))
  return sorted[rank - 1] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2
}

function verdictOf({ values, gate, goal }: Figure): string {
  const value = median(values)
  const words: string[] = []
  if (gate !== undefined) words.push(value <= gate ? 'gate holds' : 'GATE MISSED')
  if (goal !== undefined) words.push(value <= goal ? 'goal met' : 'goal missed')
  return words.join(', ')
}

const shown = (value: number | undefined): string => {
  if (value === undefined) return ''
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

/** Prints the figures as a table: medians with their range, what was wanted, and the verdict. */
export function printFigures(figures: readonly Figure[]): void {
  const header = ['figure', 'median', 'least', 'most', 'rounds', 'gate', 'goal', 'verdict']
  const rows = figures.map((figure) => [
    figure.what,
    `${shown(median(figure.values))} ${figure.unit}`,
    shown(Math.min(...figure.values)),
    shown(Math.max(...figure.values)),
    String(figure.values.length),
    shown(figure.gate),
    shown(figure.goal),
    verdictOf(figure),
  ])
  const table = [header, ...rows]
  const widths = header.map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  )
  for (const row of table) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
  }
}

/** What the figures were measured on. Other work on the machine makes them worse. */
export function printMachine(): void {
  const [busy = 0] = loadavg()
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  console.log(
    `Node.js ${process.version}, ${availableParallelism()} cores (${model}), load before ${busy.toFixed(1)}`,
  )
}
