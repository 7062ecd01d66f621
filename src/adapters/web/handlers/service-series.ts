import type { ServiceId } from '../../../kernel/index.ts'
import type { OutcomeReader, Series, SeriesRequest } from '../../../modules/checks/index.ts'
import type { Board } from '../board/index.ts'

export type ReadSeries = (id: ServiceId, request: SeriesRequest) => Promise<Series>

/** Series that are kept at once, for all who look. */
const most = 64

/**
 * Reads series, each once for all who look at it: nothing in it can have changed before the service's
 * position in the ledger has, or its next part has begun.
 */
export function createSeries(outcomes: Pick<OutcomeReader, 'seriesOf'>, board: Board): ReadSeries {
  const kept = new Map<string, Promise<Series>>()
  return (id, request) => {
    const seq = board.entry(id)?.seq
    if (seq === undefined) return outcomes.seriesOf(id, request)
    const key = [id, seq, request.from, request.to, request.buckets].join()
    const known = kept.get(key)
    if (known !== undefined) return known
    const reading = outcomes.seriesOf(id, request)
    kept.set(key, reading)
    reading.catch(() => kept.delete(key))
    const oldest = kept.size > most ? kept.keys().next().value : undefined
    if (oldest !== undefined) kept.delete(oldest)
    return reading
  }
}
