import type { CheckId } from '../../../../kernel/index.ts'
import { maybe, run, type Tx } from '../statement.ts'

/** Nothing is known of a heartbeat before its first signal, so until then it has no slots. */
export function* waitsForSignal(id: CheckId): Tx<boolean> {
  return (yield* maybe('select check_id from heartbeats_states where check_id = ?', id)) === null
}

/** A job that was paused is not late when it comes back: its next signal is its first again. */
export const forgetHeartbeat = (id: CheckId): Tx<void> =>
  run('delete from heartbeats_states where check_id = ?', id)
