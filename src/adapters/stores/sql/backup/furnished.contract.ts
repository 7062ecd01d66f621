import { join } from 'node:path'
import type { SessionId } from '../../../../kernel/index.ts'
import {
  add,
  addClaimed,
  claimAt,
  failed,
  reportOf,
} from '../../../../modules/checks/house.contract.ts'
import { preferencesOfNobody } from '../../../../modules/identity/index.ts'
import {
  aBranch,
  aConnection,
  aDeployment,
  aJob,
  aProject,
  aRun,
} from '../../../../modules/pipelines/samples.contract.ts'
import { by } from '../../../../modules/services/examples.contract.ts'
import type { SqlStore } from '../index.ts'
import { backUp, restore } from '../index.ts'
import { type Place, temporaryFolder } from '../places.contract.ts'
import { realClock, recorder } from '../world.contract.ts'

const deed = { at: 1_800_000_000_000, actor: 'ann', requestId: null }

/** Something in every table. @returns the session that was opened. */
export async function furnish(store: SqlStore): Promise<SessionId> {
  const claim = await addClaimed(store, { failuresToDown: 1, tags: ['shop', 'eu'] })
  await store.schedule.accept(reportOf(claim, failed))
  // A run of missed slots that is too long for single minutes.
  await store.schedule.claim(claimAt(claim.slot + 100 * claim.check.intervalMs))
  const shop = claim.service.id
  for (const name of ['Ünïcödé 🙂 \\ %', 'to go']) await add(store, { name, paused: true })
  const job = await add(store, {
    name: "it's",
    type: 'heartbeat',
    url: 'heartbeat://0123',
    dependsOn: [shop],
    retries: 2,
  })
  const signal = { kind: 'fail', exitCode: 3 } as const
  await store.heartbeats.record(job.url, { signal, body: 'disk full', key: 'run 7' })
  await tellSomebody(store)
  const plan = { kind: 'once', from: deed.at, to: deed.at * 2 } as const
  const scope = { services: [shop], tags: ['eu'], all: false }
  const work = { name: 'deploy', plan, scope, endsWhenGreen: true }
  await store.maintenance.create(work, by('ann'))
  const last = await add(store, { name: 'gone' })
  await store.services.remove(last.id, by('ann'))
  await store.services.create(claim.service, by('ann'), { key: 'k', fingerprint: 'f' })
  const registered = await store.identity.register(
    { email: 'ann@example.com', passwordHash: 'hash', admission: { kind: 'first' } },
    deed,
  )
  if (registered.kind !== 'registered') throw new Error(registered.kind)
  const { id: userId } = registered.account
  await store.identity.addToken(
    {
      userId,
      name: 'ci',
      prefix: 'phr_a',
      hash: 'token hash',
      role: 'viewer',
      createdAt: deed.at,
      expiresAt: null,
    },
    deed,
  )
  await store.identity.invite({ hash: 'i', role: 'editor', expiresAt: deed.at * 2 }, deed)
  const preferences = { ...preferencesOfNobody('ann@example.com'), theme: 'dark' } as const
  await store.identity.savePreferences(userId, { preferences, expectedRev: 0 }, deed)
  await followSomething(store)
  return openSession(store, 'secret')
}

export function openSession(store: SqlStore, secretHash: string): Promise<SessionId> {
  const session = {
    userId: 1,
    kind: 'browser',
    createdAt: deed.at,
    expiresAt: deed.at * 2,
    address: '203.0.113.7',
    agent: 'a browser',
    secretHash,
  }
  return store.identity.openSession(
    session as Parameters<SqlStore['identity']['openSession']>[0],
    deed,
  )
}

/** A channel, and a message that has arrived by it. */
async function tellSomebody({ channels, alerts }: SqlStore): Promise<void> {
  const channel = { name: 'night watch', type: 'webhook', config: {}, tags: [], enabled: true }
  await channels.create(channel, by('ann'))
  await alerts.react(deed.at)
  for (const { id, attempt } of await alerts.claim(deed.at, 10)) {
    const taken = { kind: 'delivered', detail: 'answered 200', pauseUntil: null } as const
    const next = { kind: 'delivered' } as const
    await alerts.settleAttempt({ id, attempt, at: deed.at, ...taken, next })
  }
}

/** A connection whose project has a run with a job, a branch, a deployment, and what came and is wanted. */
async function followSomething({ connections, pipelines }: SqlStore): Promise<void> {
  const saved = await connections.create(aConnection(), by('ann'))
  if (saved.kind !== 'saved') throw new Error(saved.kind)
  const { id } = saved.connection
  const { at } = deed
  const project = await pipelines.saveProject(id, aProject(), at)
  const how = { at, manner: 'live' } as const
  await pipelines.saveRuns(project.id, [aRun()], how)
  await pipelines.saveJobs(project.id, aRun(), [aJob()], at)
  await pipelines.saveBranches(project.id, [aBranch()], { at, whole: true })
  await pipelines.saveDeployments(project.id, [aDeployment()], how)
  while (await pipelines.settleRollups(at));
  // One that is not added up yet.
  await pipelines.saveRuns(project.id, [aRun({ externalId: '2' })], how)
  const event = { connectionId: id, deliveryId: 'd1', type: 'push', receivedAt: at, headers: {} }
  await pipelines.receive({ ...event, body: new TextEncoder().encode('{"ü":"🙂"}') })
  await pipelines.want(id, project.id, { kind: 'refresh' }, at)
  await pipelines.saveSnapshot(project.id, 'issues', { at, value: [] })
}

/** Tables whose rows a restore changes on purpose, and what it changes in the others. */
const renewed = [
  'journal_sequence',
  'app_state',
  'identity_audit',
  'identity_sessions',
  'migrations',
  'pipelines_wants',
]
const renewedColumns = ['rev', 'turns', 'edition']

/** Every row of every table that a restore leaves as it was. */
export async function rowsOf({ query, dialect }: Place) {
  const tables = await query(
    dialect === 'sqlite'
      ? `select name from sqlite_schema where type = 'table' and name not like 'sqlite%'`
      : `select table_name as name from information_schema.tables where table_schema = 'public'`,
  )
  const found: Record<string, readonly string[]> = {}
  for (const name of tables.map((table) => String(table.name)).sort()) {
    if (renewed.includes(name)) continue
    const rows = await query(`select * from ${name}`)
    found[name] = rows.map(textOf).sort()
  }
  return found
}

/** PostgreSQL's own client gives 64-bit integers as text. */
const textOf = (row: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(
    Object.entries(row)
      .filter(([column]) => !renewedColumns.includes(column))
      .map(([column, value]) => [column, value === null ? null : String(value)])
      .sort(),
  )

export async function backUpTo(place: Place, file?: string, force = false) {
  const to = file ?? join(await temporaryFolder(), 'pharos.backup')
  const manifest = await backUp({
    database: place.database,
    target: { kind: 'file', file: to, force },
    program: '1.2.3',
    clock: realClock,
    log: recorder([]),
    signal: new AbortController().signal,
  })
  return { file: to, manifest }
}

export async function restoreFrom(place: Place, file: string, arm = false) {
  return restore({
    database: place.database,
    file,
    arm,
    folder: await temporaryFolder(),
    clock: realClock,
    log: recorder([]),
  })
}
