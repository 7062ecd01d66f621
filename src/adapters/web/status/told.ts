import type { EpochMs, Seq } from '../../../kernel/index.ts'
import type { Standing } from '../../../modules/journal/index.ts'
import type { Stretch } from './covered.ts'
import type { PublicState } from './golden.ts'

/** A change of a service's status. */
export type Turn = {
  readonly seq: Seq
  readonly at: EpochMs
  readonly from: Standing
  readonly to: Standing
}

/** What people need not hear of a planned work: that it makes things fail. */
const excused: readonly PublicState[] = ['down', 'unknown', 'degraded']
export const isExcused = (state: PublicState): boolean => excused.includes(state)

/**
 * What people hear of the turns of one service, oldest first: what its state on the page went
 * through, but for the word maintenance. Trouble in a stretch is held back, and told as of its end
 * if it is still there; that all is well again is told to those who heard that it was not.
 */
export function toldOf(turns: readonly Turn[], stretches: readonly Stretch[]): readonly Turn[] {
  const told: Turn[] = []
  let state = turns[0]?.from
  let held: Turn | null = null
  const tell = (turn: Turn): void => {
    if (state !== undefined && state !== turn.to) told.push({ ...turn, from: state })
    state = turn.to
  }
  for (const turn of turns) {
    if (held !== null && held.at <= turn.at) tell(held)
    const end = endOf(stretches, turn.at)
    held = end !== null && isExcused(turn.to) ? { ...turn, at: end } : null
    if (held === null) tell(turn)
  }
  if (held !== null && Number.isFinite(held.at)) tell(held)
  return told
}

/** When the work ends that goes on at that time: one may follow at once on another. */
function endOf(stretches: readonly Stretch[], at: EpochMs): EpochMs | null {
  let end = at
  for (const { from, to } of stretches) if (from <= end && end < to) end = to
  return end === at ? null : end
}
