import type { EpochMs, ProjectId, RunId } from '../../../../kernel/index.ts'
import type { DomainEvent } from '../../../../modules/journal/index.ts'
import {
  dayOf,
  type FoundRun,
  isFinal,
  type Manner,
  mergeRun,
  type Run,
} from '../../../../modules/pipelines/index.ts'
import { publish } from '../journal/publish.ts'
import type { Tx } from '../statement.ts'
import { finishedEvent } from './finished.ts'
import { type Behind, markBehind } from './rollup-rows.ts'
import {
  attemptsOf,
  insertRuns,
  keyOf,
  type RunValues,
  type StoredRun,
  teamZone,
  touchRuns,
  updateRun,
} from './run-rows.ts'
import { restand, type TakenProject, takeProject } from './standing.ts'
import { storableRun } from './storable.ts'

export type How = { readonly at: EpochMs; readonly manner: Manner }

/** One attempt before and after what was found. */
type Entry = {
  readonly before: StoredRun | null
  readonly run: FoundRun
  readonly superseded: boolean
  /** It is among what was found. */
  readonly found: boolean
}

export function* saveRuns(
  id: ProjectId,
  found: readonly FoundRun[],
  { at, manner }: How,
): Tx<readonly Run[]> {
  const project = found.length === 0 ? null : yield* takeProject(id)
  if (project === null) return []
  const zone = yield* teamZone()
  const reports = found.map(storableRun)
  const stored = yield* attemptsOf(
    id,
    reports.map(({ externalId }) => externalId),
  )
  const entries = merge(stored, reports)
  yield* touchRuns(restless(entries, at), at)
  const dirty = entries.filter(isDirty)
  if (dirty.length === 0) return []
  const write = (entry: Entry): RunValues => ({
    projectId: id,
    run: entry.run,
    superseded: entry.superseded,
    seenAt: entry.found ? at : (entry.before?.seenAt ?? at),
    day: dayOf(entry.run.createdAt, zone),
  })
  const saved = yield* writeRuns(dirty, write)
  yield* markBehind(saved.flatMap(daysOf))
  yield* restand(project)
  const events = manner === 'live' ? yield* newsOf(project, saved) : []
  yield* publish({ events, changes: [{ kind: 'project', id }] }, at)
  return saved.filter(({ entry }) => tellsNews(entry)).map(toSaved)
}

function merge(stored: readonly StoredRun[], reports: readonly FoundRun[]): readonly Entry[] {
  const entries = new Map<string, Omit<Entry, 'superseded'>>(
    stored.map((before) => [keyOf(before), { before, run: before, found: false }]),
  )
  const newest = new Map<string, number>()
  for (const report of reports) {
    const known = entries.get(keyOf(report))
    const run = mergeRun(known?.run ?? null, report)
    entries.set(keyOf(report), { before: known?.before ?? null, run, found: true })
  }
  for (const { run } of entries.values()) {
    newest.set(run.externalId, Math.max(newest.get(run.externalId) ?? 0, run.attempt))
  }
  return [...entries.values()].map((entry) => ({
    ...entry,
    superseded: entry.run.attempt < (newest.get(entry.run.externalId) ?? 0),
  }))
}

/** `mergeRun` gives back the stored run itself where nothing is new. */
const tellsNews = ({ before, run }: Entry): boolean => before === null || run !== before
const isDirty = (entry: Entry): boolean =>
  tellsNews(entry) || entry.before?.superseded !== entry.superseded

/** How old the time may get at which an open run was last seen: each look would write it. */
const seenAgainMs = 3_600_000

const restless = (entries: readonly Entry[], at: EpochMs): readonly number[] =>
  entries.flatMap((entry) => {
    const { before, run, found } = entry
    const isOld = before !== null && at - before.seenAt >= seenAgainMs
    return found && isOld && !isFinal(run.status) && !isDirty(entry) ? [before.id] : []
  })

/** One that is written, with its id. */
type Saved = { readonly id: number; readonly entry: Entry; readonly values: RunValues }

function* writeRuns(
  entries: readonly Entry[],
  write: (entry: Entry) => RunValues,
): Tx<readonly Saved[]> {
  const fresh = entries.filter(({ before }) => before === null).map(write)
  const ids = yield* insertRuns(fresh)
  const saved: Saved[] = []
  for (const entry of entries) {
    const values = write(entry)
    const id = entry.before?.id ?? ids.get(keyOf(entry.run))
    if (id === undefined) throw new Error('a run was not inserted')
    if (entry.before !== null) yield* updateRun(id, values)
    saved.push({ id, entry, values })
  }
  return saved
}

const counted = [
  'status',
  'createdAt',
  'startedAt',
  'finishedAt',
  'durationMs',
  'queuedMs',
] as const

/** Days whose sums a run changes: its own, and the one that it was on before. */
function daysOf({ entry: { before, run, superseded }, values }: Saved): readonly Behind[] {
  const { projectId, day } = values
  if (before === null) return [{ projectId, day }]
  const isSame =
    before.superseded === superseded && counted.every((key) => before[key] === run[key])
  if (isSame) return []
  return [
    { projectId, day: before.day },
    { projectId, day },
  ]
}

/** Runs that were not over before and are now, oldest first. An attempt that was run again is no news. */
function* newsOf(project: TakenProject, saved: readonly Saved[]): Tx<readonly DomainEvent[]> {
  const ended = saved
    .filter(({ entry: { before, run, superseded } }) => {
      return !superseded && isFinal(run.status) && (before === null || !isFinal(before.status))
    })
    .sort((a, b) => a.entry.run.createdAt - b.entry.run.createdAt || a.id - b.id)
  const events: DomainEvent[] = []
  for (const { id, entry } of ended) {
    const event = yield* finishedEvent(project, { ...entry.run, id: id as RunId })
    if (event !== null) events.push(event)
  }
  return events
}

const toSaved = ({ id, entry, values }: Saved): Run => ({
  // A merged run may still have what only a stored one has.
  ...storableRun(entry.run),
  id: id as RunId,
  projectId: values.projectId,
  superseded: entry.superseded,
  seenAt: values.seenAt,
})
