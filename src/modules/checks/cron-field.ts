/** One field of a schedule. */
export type CronField = {
  /** Rising, at least one. */
  readonly values: readonly number[]
  /** It begins with `*`, so it counts as not restricted: also where a step follows. */
  readonly star: boolean
}

type Bounds = {
  readonly title: string
  readonly least: number
  readonly most: number
  /** Names of the values from `least` on. */
  readonly names: readonly string[]
}

export const cronFields = {
  minute: { title: 'minute', least: 0, most: 59, names: [] },
  hour: { title: 'hour', least: 0, most: 23, names: [] },
  day: { title: 'day of month', least: 1, most: 31, names: [] },
  month: {
    title: 'month',
    least: 1,
    most: 12,
    names: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' '),
  },
  /** 7 is Sunday too. */
  weekday: {
    title: 'day of week',
    least: 0,
    most: 7,
    names: 'sun mon tue wed thu fri sat'.split(' '),
  },
} as const satisfies Record<string, Bounds>

/** The field, or what is wrong with it. */
export function readField(text: string, bounds: Bounds): CronField | string {
  const found = new Set<number>()
  for (const part of text.split(',')) {
    const values = readPart(part, bounds)
    if (typeof values === 'string') return values
    for (const value of values) found.add(bounds.most === 7 ? value % 7 : value)
  }
  const values = [...found].sort((a, b) => a - b)
  return { values, star: text.startsWith('*') }
}

const form = /^(?:\*|(\w+)(?:-(\w+))?)(?:\/(\d{1,3}))?$/

function readPart(part: string, bounds: Bounds): number[] | string {
  const match = form.exec(part)
  const shown = JSON.stringify(part.slice(0, 20))
  if (match === null) return `${shown} is no number, range, list or step`
  const [, first, last, step] = match
  const from = first === undefined ? bounds.least : numberOf(first, bounds)
  const to = last === undefined ? endOf(from, { first, step, bounds }) : numberOf(last, bounds)
  if (from === null || to === null) {
    return `${shown} lies outside of ${bounds.least} to ${bounds.most}`
  }
  if (from > to) return `${shown} ends before it begins`
  const by = Number(step ?? 1)
  if (by === 0) return `${shown} has a step of 0`
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, i) => from + i * by)
}

type Start = {
  readonly first: string | undefined
  readonly step: string | undefined
  readonly bounds: Bounds
}

/** `5/15` goes on to the end, `5` does not; `*` does not count Sunday twice. */
function endOf(from: number | null, { first, step, bounds }: Start): number | null {
  if (first === undefined || step !== undefined) return bounds.most === 7 ? 6 : bounds.most
  return from
}

function numberOf(text: string, { least, most, names }: Bounds): number | null {
  const named = names.indexOf(text)
  if (named !== -1) return least + named
  if (!/^\d{1,2}$/.test(text)) return null
  const value = Number(text)
  return value >= least && value <= most ? value : null
}
