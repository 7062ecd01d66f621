import type { ServiceId } from '../../../kernel/index.ts'
import { paths } from '../paths.ts'

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

/** What is not there yet, up to the first beat: the strip of a new service has its full width too. */
export function missingPath(recent: string): string {
  const missing = shown - Math.min(recent.length, shown)
  return missing === 0 ? '' : `M0 15H${missing * step - 1}`
}

/** `Last 90 checks: 87 up, 2 degraded, 1 down; last failure 14 checks ago`. */
export function beatsLabel(recent: string): string {
  const letters = recent.slice(-shown)
  if (letters === '') return 'Not checked yet'
  const counts = Object.entries(kinds).flatMap(([letter, { kind }]) => {
    const count = letters.split(letter).length - 1
    return count === 0 ? [] : [`${count} ${kind}`]
  })
  return `Last ${letters.length} checks: ${counts.join(', ')}${failureText(letters)}`
}

function failureText(letters: string): string {
  const ago = letters.length - 1 - letters.lastIndexOf('d')
  if (ago === letters.length) return ''
  if (ago === 0) return '; the last one failed'
  return `; last failure ${ago} check${ago === 1 ? '' : 's'} ago`
}

type BeatsProps = {
  readonly recent: string
  /** What it says to those who cannot see it. */
  readonly label?: string
}

export const Beats = ({ recent, label = beatsLabel(recent) }: BeatsProps) => {
  const missing = missingPath(recent)
  return (
    <svg class="beats" viewBox={`0 0 ${width} 16`} preserveAspectRatio="none" role="img">
      <title>{label}</title>
      {missing !== '' && <path fill="none" class="ahead" d={missing} />}
      {beatPaths(recent).map(({ kind, d }) => (
        <path fill="none" class={kind} d={d} />
      ))}
    </svg>
  )
}

/** The strip as the way to all checks, also for those who have no mouse. */
export const BeatsLink = ({ id, recent }: { id: ServiceId; recent: string }) => (
  <a class="strip" href={paths.checksOf(id)}>
    <Beats recent={recent} />
  </a>
)
