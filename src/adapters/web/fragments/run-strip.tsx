import { type RunStatus, recentRuns } from '../../../modules/pipelines/index.ts'
import { runLook } from './run-status.tsx'

/** A run is 6 wide with a gap of 2; CSS draws it as a dash (`stroke-dasharray: 6 2`). */
const step = 8
const width = recentRuns * step

/** Heights tell severity too: `y` is the middle of a bar that stands on the lower edge. */
const kinds = {
  failed: { kind: 'down', y: 8 },
  warning: { kind: 'degraded', y: 9.5 },
  success: { kind: 'up', y: 11 },
  running: { kind: 'busy', y: 12 },
  pending: { kind: 'busy', y: 12 },
  waiting: { kind: 'held', y: 12 },
  canceled: { kind: 'missed', y: 14 },
  skipped: { kind: 'missed', y: 14 },
  unknown: { kind: 'missed', y: 14 },
} as const satisfies Record<RunStatus, { readonly kind: string; readonly y: number }>

/** One path a kind of bar, one segment a row of equal ones. The newest run stands on the right. */
export function stripPaths(recent: readonly RunStatus[]): { kind: string; d: string }[] {
  const paths = new Map<string, string>()
  const shown = recent.slice(0, recentRuns).reverse()
  let from = recentRuns - shown.length
  for (let i = 0; i < shown.length; ) {
    const status = shown[i] ?? 'unknown'
    const { kind, y } = kinds[status]
    let length = 1
    while (shown[i + length] === status) length += 1
    const segment = `M${from * step} ${y}H${(from + length) * step - 2}`
    paths.set(kind, (paths.get(kind) ?? '') + segment)
    from += length
    i += length
  }
  return [...paths].map(([kind, d]) => ({ kind, d }))
}

/** `Last 10 runs: 8 passed, 2 failed`. */
export function stripLabel(recent: readonly RunStatus[]): string {
  if (recent.length === 0) return 'No runs yet'
  const counts = new Map<RunStatus, number>()
  for (const status of recent) counts.set(status, (counts.get(status) ?? 0) + 1)
  const words = [...counts].map(([status, count]) => `${count} ${runLook[status].word}`)
  return `Last ${recent.length === 1 ? 'run' : `${recent.length} runs`}: ${words.join(', ')}`
}

/** A project's newest runs, oldest on the left. */
export const RunStrip = ({ recent }: { recent: readonly RunStatus[] }) => (
  <svg class="beats runs" viewBox={`0 0 ${width} 16`} role="img">
    <title>{stripLabel(recent)}</title>
    {stripPaths(recent).map(({ kind, d }) => (
      <path fill="none" class={kind} d={d} />
    ))}
  </svg>
)
