import type { Seq, ServiceId } from '../../../kernel/index.ts'
import type { Change, JournalStore, Reading } from '../../../modules/journal/index.ts'
import type { Service, ServiceViews } from '../../../modules/services/index.ts'
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
 * have changed once more by then; the step goes on to that change. Else two processes would show
 * different things at the same point, and a tab that moves between them would keep the difference.
 */
export async function readStep(
  rows: readonly Change[],
  reached: Seq,
  { views, journal }: StepSource,
): Promise<Step> {
  const changes = ofServices(rows)
  const services = await readSome(views, changes)
  let point = reached
  for (let looks = 0; looks < looksMost && services.size > 0; looks++) {
    const reading = await journal.changes(point, rowsRead)
    if (reading.kind === 'reset') break
    const later = ofServices(reading.rows)
    const whole = isWhole(reading, rowsRead)
    if (whole && !later.some(({ id }) => services.has(id as ServiceId))) break
    point = whole ? reading.head : (reading.rows.at(-1)?.seq ?? point)
    changes.push(...later)
    for (const { id } of later) services.delete(id as ServiceId)
    for (const [id, service] of await readSome(views, later)) services.set(id, service)
  }
  return { changes, services, point }
}

async function readSome(
  views: StepSource['views'],
  changes: readonly Change[],
): Promise<Map<ServiceId, Service>> {
  const ids = changes.filter(({ deleted }) => !deleted).map(({ id }) => id as ServiceId)
  const services = ids.length === 0 ? [] : await views.some(ids)
  return new Map(services.map((service) => [service.id, service]))
}
