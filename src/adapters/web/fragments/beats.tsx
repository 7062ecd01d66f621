/** The strip of a service's latest checks, oldest on the left. */

const shown = 90
/** A beat is 3 wide with a gap of 1; CSS draws it as a dash (`stroke-dasharray: 3 1`). */
const step = 4
const width = shown * step

/** Heights encode severity too: `y` is the middle of a bar that stands on the lower edge. */
const kinds = {
  u: { kind: 'up', y: 11 },
  g: { kind: 'degraded', y: 9.5 },
  d: { kind: 'down', y: 8 },
  '-': { kind: 'missed', y: 14 },
} as const
type Letter = keyof typeof kinds

const isLetter = (letter: string): letter is Letter => letter in kinds

/** One path a kind of beat, one segment a run of equal beats: `M0 11H79` is twenty of them. */
export function beatPaths(recent: string): { readonly kind: string; readonly d: string }[] {
  const paths = new Map<Letter, string>()
  const letters = recent.slice(-shown)
  const offset = shown - letters.length
  for (const { 0: run, index } of letters.matchAll(/(.)\1*/g)) {
    const letter = run.charAt(0)
    if (!isLetter(letter)) continue
    const from = (offset + index) * step
    const segment = `M${from} ${kinds[letter].y}H${from + run.length * step - 1}`
    paths.set(letter, (paths.get(letter) ?? '') + segment)
  }
  return [...paths].map(([letter, d]) => ({ kind: kinds[letter].kind, d }))
}

/** `Last 90 checks: 87 up, 2 degraded, 1 down`. */
export function beatsLabel(recent: string): string {
  const letters = recent.slice(-shown)
  if (letters === '') return 'Not checked yet'
  const counts = Object.entries(kinds).flatMap(([letter, { kind }]) => {
    const count = letters.split(letter).length - 1
    return count === 0 ? [] : [`${count} ${kind}`]
  })
  return `Last ${letters.length} checks: ${counts.join(', ')}`
}

export const Beats = ({ recent }: { recent: string }) => (
  <svg class="beats" viewBox={`0 0 ${width} 16`} role="img" aria-label={beatsLabel(recent)}>
    {beatPaths(recent).map(({ kind, d }) => (
      <path fill="none" class={kind} d={d} />
    ))}
  </svg>
)
