/** Three significant digits with a unit: `182 ms`, `1.24 s`. */
export function responseText(ms: number): { readonly value: string; readonly unit: 'ms' | 's' } {
  if (ms >= 999.5) return { value: (ms / 1_000).toPrecision(3), unit: 's' }
  return { value: ms < 10 ? ms.toFixed(1) : String(Math.round(ms)), unit: 'ms' }
}

export const ResponseTime = ({ ms }: { ms: number | null }) => {
  if (ms === null) return <span class="none">–</span>
  const { value, unit } = responseText(ms)
  return (
    <>
      {value} <small>{unit}</small>
    </>
  )
}

const spans = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const

/** How long something took, in its two largest units: `3 d 4 h`, `14 min`, `45 s`. */
export function spanText(ms: number): string {
  const first = spans.findIndex(([unit]) => ms >= unit)
  if (first === -1) return 'less than 1 s'
  let rest = ms
  const parts = spans.slice(first, first + 2).flatMap(([unit, word]) => {
    const count = Math.floor(rest / unit)
    rest -= count * unit
    return count === 0 ? [] : [`${count} ${word}`]
  })
  // Seconds beside minutes say more than anybody asks.
  return (ms >= 600_000 ? parts.filter((part) => !part.endsWith(' s')) : parts).join(' ')
}
