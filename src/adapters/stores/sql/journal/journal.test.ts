import type { CheckId, ServiceId } from '../../../../kernel/index.ts'
import { journalStoreContract } from '../../../../modules/journal/journal-store.contract.ts'
import { aService, by } from '../../../../modules/services/examples.contract.ts'
import type { SqlStore } from '../index.ts'
import { onEachDialect, type Place } from '../places.contract.ts'
import { realClock } from '../world.contract.ts'

const write = by('ann', Date.now())

/** Services stand for all entities: they are made and changed with entries, their checks' outcomes without. */
const houseOf = (store: SqlStore, { query }: Place) => ({
  journal: store.journal,
  wake: store.wake,
  async make(name: string) {
    const { value, seq } = await store.services.create(aService({ name }), write, null)
    return { id: value.id, seq }
  },
  async change(id: number, name: string) {
    const before = await store.services.find(id as ServiceId)
    const saved = await store.services.save(
      id as ServiceId,
      { definition: aService({ name }), expectedRev: before?.rev ?? 0 },
      write,
    )
    if (saved.kind !== 'saved') throw new Error(`service ${id} was ${saved.kind}`)
    return saved.seq
  },
  async remove(id: number) {
    const seq = await store.services.remove(id as ServiceId, write)
    if (seq === null) throw new Error(`there is no service ${id}`)
    return seq
  },
  async touch(id: number) {
    const [check] = await query(`select id from checks where service_id = ${id}`)
    const phases = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: 1 }
    await store.schedule.accept({
      checkRev: 1,
      outcome: {
        kind: 'result',
        checkId: Number(check?.id) as CheckId,
        slot: write.at,
        status: 'down',
        reason: 'timeout',
        message: '',
        phases,
        checkedAt: write.at,
      },
    })
  },
  async forget({ entries, tombstones }: { entries: number | null; tombstones: number }) {
    const rollups = { minute: null, hour: null, day: null }
    const horizon = { outcomes: null, rollups, events: entries, tombstones, idempotency: 0 }
    while (await store.retention.removePortion(horizon));
  },
})

onEachDialect('the journal', (fresh) =>
  journalStoreContract({
    clock: realClock,
    fresh: async () => {
      const place = await fresh()
      return { open: async () => houseOf(await place.open(), place) }
    },
  }),
)
