/**
 * How far the page is in the ledger, as `live/position.ts` has it: everything up to `from` is on it,
 * and of what came between `from` and `to` there may be parts.
 */
type Place = { readonly from: number; readonly to: number }

/** `120` or `95~120`; `null` for anything else. */
// biome-ignore lint/correctness/noUnusedVariables: the scripts are one program; live.ts uses it
function placeOf(text: string): Place | null {
  const [, from, to] = /^(\d+)~?(\d*)$/.exec(text) ?? []
  return from ? { from: Number(from), to: Number(to || from) } : null
}

// biome-ignore lint/correctness/noUnusedVariables: the scripts are one program; live.ts uses it
const placeText = ({ from, to }: Place): string => (from === to ? `${from}` : `${from}~${to}`)

/** Where a page is that was there and is told of that place. What is behind it is old news. */
// biome-ignore lint/correctness/noUnusedVariables: the scripts are one program; live.ts uses it
const furtherOf = (place: Place, told: Place | null): Place =>
  told === null || told.to < place.to ? place : told
