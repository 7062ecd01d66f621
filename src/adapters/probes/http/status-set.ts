/** Status codes as people write them: `200-299,301`. */
type Range = { readonly from: number; readonly to: number }
export type StatusSet = readonly Range[]

function parseRange(text: string): Range | null {
  const [, low, high] = /^([1-9]\d\d)(?:-([1-9]\d\d))?$/.exec(text.trim()) ?? []
  if (low === undefined) return null
  const from = Number(low)
  const to = high === undefined ? from : Number(high)
  return from <= to ? { from, to } : null
}

/** `null` when a part of the text is neither a code nor a range. */
export function parseStatusSet(text: string): StatusSet | null {
  const ranges: Range[] = []
  for (const part of text.split(',')) {
    const range = parseRange(part)
    if (range === null) return null
    ranges.push(range)
  }
  return ranges
}

export const inStatusSet = (set: StatusSet, status: number): boolean =>
  set.some(({ from, to }) => status >= from && status <= to)
