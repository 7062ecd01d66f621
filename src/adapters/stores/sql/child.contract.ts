// A process of its own that writes to a database: `node child.contract.ts TASK`. It says every
// acknowledged write on a line of its standard output, as JSON, and ends when it is killed.
import { Refusal, Secret, type Seq, type ServiceId } from '../../../kernel/index.ts'
import { claimAt, firstSlotsMs, reportOf } from '../../../modules/checks/house.contract.ts'
import { aService, by } from '../../../modules/services/examples.contract.ts'
import { openSqlStore, type SqlStore } from './index.ts'
import { realClock, recorder } from './world.contract.ts'

export type Task =
  | { readonly kind: 'write'; readonly database: Address }
  /** Raises the version of service 1 that often. */
  | { readonly kind: 'raise'; readonly times: number; readonly database: Address }

/** A `Database` that fits into an argument. */
export type Address =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly pool: number }

/** What the process says. */
export type Said =
  | { readonly kind: 'service'; readonly id: number; readonly rev: number; readonly seq: Seq }
  | { readonly kind: 'outcome'; readonly id: number; readonly slot: number }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'raised'; readonly rev: number }

const say = (said: Said) => process.stdout.write(`${JSON.stringify(said)}\n`)

/** Compares and sets until it was the one that many times. */
export async function raise({ services }: SqlStore, times: number, each: (rev: number) => void) {
  const id = 1 as ServiceId
  for (let done = 0; done < times; ) {
    const service = await services.find(id)
    if (service === null) throw new Error('there is no service 1')
    const definition = { ...service, name: `${process.pid} ${done}` }
    const saved = await services.save(id, { definition, expectedRev: service.rev }, by('child'))
    if (saved.kind !== 'saved') continue
    done += 1
    each(saved.service.rev)
  }
}

/** Creates, saves and reports for ever. */
async function write(store: SqlStore): Promise<never> {
  for (let i = 0; ; i++) await unlessRefused(() => writeOnce(store, i))
}

/** @returns whether it was done. */
async function unlessRefused(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    say({ kind: 'refused', code: error.code, message: error.message })
    await realClock.sleep(20)
    return false
  }
}

async function writeOnce(store: SqlStore, i: number): Promise<void> {
  const { value, seq } = await store.services.create(aService({ name: `${i}` }), by('child'), null)
  const { id, rev } = value
  say({ kind: 'service', id, rev, seq })
  const { claims } = await store.schedule.claim(claimAt(value.since + firstSlotsMs))
  for (const claim of claims) {
    await store.schedule.accept(reportOf(claim))
    say({ kind: 'outcome', id: claim.check.serviceId, slot: claim.slot })
  }
  const definition = aService({ name: `${i} again` })
  const saved = await store.services.save(id, { definition, expectedRev: rev }, by('child'))
  if (saved.kind === 'saved') say({ kind: 'service', id, rev: rev + 1, seq: saved.seq })
}

async function main(task: Task): Promise<void> {
  const { database } = task
  const store = await openSqlStore(
    database.kind === 'sqlite' ? database : { ...database, url: new Secret(database.url) },
    { clock: realClock, log: recorder([]) },
  )
  while (!(await unlessRefused(store.migrate)));
  if (task.kind === 'raise') {
    await raise(store, task.times, (rev) => say({ kind: 'raised', rev }))
    await store.close()
    return
  }
  await Promise.all([write(store), write(store), write(store)])
}

const [, script, task] = process.argv
if (script === import.meta.filename && task !== undefined) await main(JSON.parse(task))
