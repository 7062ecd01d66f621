import type { Series } from '../../../modules/checks/index.ts'

/** Lines of a chart as path data. A part is 2 wide, its points stand in its middle. */

export const plotHeight = 160

type Height = (value: number) => number

/** Whole pixels: what cannot be seen is not sent. */
export const heightOf =
  (top: number): Height =>
  (value) =>
    Math.round(plotHeight - (value / top) * plotHeight)

type Point = { readonly x: number; readonly value: number }

/** Neighbours that have a value: what lies between two runs was not measured, and no line is drawn there. */
function runsOf<Part>(parts: readonly Part[], value: (part: Part) => number | null): Point[][] {
  const runs: Point[][] = []
  let run: Point[] = []
  for (const [i, part] of parts.entries()) {
    const found = value(part)
    if (found === null) {
      run = []
      continue
    }
    if (run.length === 0) runs.push(run)
    run.push({ x: 2 * i + 1, value: found })
  }
  return runs
}

const relative = (from: number, to: number): string => {
  const step = to - from
  return step < 0 ? String(step) : ` ${step}`
}

/** `M1 90l2-5 2 7`, a run after another; a value that stands alone is a dot. */
export function linePath<Part>(
  parts: readonly Part[],
  value: (part: Part) => number | null,
  height: Height,
): string {
  return runsOf(parts, value)
    .map(([first = { x: 0, value: 0 }, ...rest]) => {
      let last = height(first.value)
      const start = `M${first.x} ${last}`
      if (rest.length === 0) return `${start}h.1`
      const steps = rest.map((point) => {
        const y = height(point.value)
        const step = `2${relative(last, y)}`
        last = y
        return step
      })
      return `${start}l${steps.join(' ')}`
    })
    .join('')
}

/** The area between the fastest and the slowest answers. */
export function bandPath({ buckets }: Pick<Series, 'buckets'>, height: Height): string {
  return runsOf(buckets, ({ response }) => (response === null ? null : 0))
    .map((run) => {
      const edge = (points: readonly Point[], side: 'min' | 'max') =>
        points.map(({ x }) => `${x} ${height(buckets[(x - 1) / 2]?.response?.[side] ?? 0)}`)
      return `M${[...edge(run, 'max'), ...edge(run.toReversed(), 'min')].join(' ')}z`
    })
    .join('')
}

/** A mark on the base line for every part with failures. */
export const failurePath = ({ buckets }: Pick<Series, 'buckets'>): string =>
  buckets.map(({ down }, i) => (down > 0 ? `M${2 * i + 1} ${plotHeight}v-12` : '')).join('')
