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
