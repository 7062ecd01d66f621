import { formatDuration } from '../../kernel/index.ts'

/** A duration in the two largest units that say it, whole seconds; `–` where there is none. */
export function brief(ms: number | null): string {
  if (ms === null || Number.isNaN(ms)) return '–'
  const whole = formatDuration(Math.max(0, Math.floor(ms / 1_000)) * 1_000)
  return (
    whole
      .match(/\d+[a-z]+/g)
      ?.slice(0, 2)
      .join('') ?? whole
  )
}

/** How long ago. */
export const age = (at: string | null, now: number): string =>
  brief(at === null ? null : now - Date.parse(at))
