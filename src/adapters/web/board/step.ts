import type { Seq, ServiceId } from '../../../kernel/index.ts'
import type { Change, JournalStore, Reading } from '../../../modules/journal/index.ts'
import type { Service, ServiceViews } from '../../../modules/services/index.ts'
import { isMarking } from './marks.ts'
import type { Step } from './shelf.ts'

export type StepSource = {
  readonly views: Pick<ServiceViews, 'some'>
  readonly journal: Pick<JournalStore, 'changes'>
}

/** Rows of the ledger that a look at what came in between reads, and such looks at most. */
const rowsRead = 500
const looksMost = 20

/** A full batch has more behind it, unless it ends at the head. */
export const isWhole = (reading: Reading<Change>, limit: number): boolean =>
  reading.kind === 'reset' ||
  reading.rows.length < limit ||
  reading.rows.at(-1)?.seq === reading.head

const ofServices = (rows: readonly Change[]): Change[] =>
  rows.filter(({ kind }) => kind === 'service')

/**
 * The services of some rows of the ledger. They are read after the ledger was, so one of them may
 * have changed once more by then, or gone; the step goes on to that change. Else two processes would
 * show different things at the same point, and a tab that moves between them would keep the
 * difference.
 */
export async function readStep(
  rows: readonly Change[],
  reached: Seq,
  { views, journal }: StepSource,
): Promise<Step> {
  const changes = ofServices(rows)
  const marking = rows.filter(isMarking)
  const services = new Map<ServiceId, Service>()
  /** Those that were read since the ledger was, whether they were still there or not. */
  const asked = new Set<ServiceId>()
  await readSome(changes)
  let point = reached
  for (let looks = 0; asked.size > 0; looks++) {
    const reading = await journal.changes(point, rowsRead)
    if (reading.kind === 'reset' || looks === looksMost) {
      return { changes, services, marking, point, isExact: false }
    }
    const later = ofServices(reading.rows)
    const whole = isWhole(reading, rowsRead)
    if (whole && !later.some(({ id }) => asked.has(id as ServiceId))) break
    point = whole ? reading.head : (reading.rows.at(-1)?.seq ?? point)
    changes.push(...later)
    marking.push(...reading.rows.filter(isMarking))
    await readSome(later)
  }
  return { changes, services, marking, point, isExact: true }

  async function readSome(some: readonly Change[]): Promise<void> {
    for (const { id, deleted } of some) {
      services.delete(id as ServiceId)
      if (deleted) asked.delete(id as ServiceId)
    }
    const ids = some.filter(({ deleted }) => !deleted).map(({ id }) => id as ServiceId)
    for (const id of ids) asked.add(id)
    if (ids.length === 0) return
    for (const service of await views.some(ids)) services.set(service.id, service)
  }
}
