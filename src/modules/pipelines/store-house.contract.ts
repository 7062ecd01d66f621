import type { ConnectionId, EpochMs, Page, PageRequest, Seq, Write } from '../../kernel/index.ts'
import type { DomainEvent, JournalStore } from '../journal/index.ts'
import { rowsOf } from '../journal/rows.contract.ts'
import type { Connection } from './connection.ts'
import type {
  ConnectionStore,
  EventStore,
  FindingStore,
  PipelineReader,
  ProjectViews,
} from './ports.ts'
import type { Project } from './project.ts'
import { aConnection, aProject, noon } from './samples.contract.ts'

/** The stores of the room, and what must stand in the commits of their writes. */
export type House = {
  readonly connections: ConnectionStore
  readonly pipelines: FindingStore & EventStore & ProjectViews & PipelineReader
  readonly journal: JournalStore
  readonly identity: { audit(request: PageRequest): Promise<Page<Audited>> }
}

type Audited = {
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** Makes an empty database; each `open` is a store on it that shares nothing else with the others. */
export type Fresh = () => Promise<{ open(): Promise<House> }>

export const ann = (at: EpochMs = noon): Write => ({
  at,
  actor: { userId: null, label: 'ann', requestId: 'request of ann' },
})

export async function connect(house: House, name = 'github'): Promise<Connection> {
  const saved = await house.connections.create(aConnection({ name }), ann())
  if (saved.kind !== 'saved') throw new Error(`not saved: ${saved.kind}`)
  return saved.connection
}

/** A house with a connection and one project. */
export async function furnished(
  fresh: Fresh,
): Promise<{ readonly house: House; readonly id: ConnectionId; readonly project: Project }> {
  const house = await (await fresh()).open()
  const { id } = await connect(house)
  const [project] = await house.pipelines.saveProjects(id, [aProject()], noon)
  if (project === undefined) throw new Error('no project was saved')
  return { house, id, project }
}

/** What a piece of work told: `project 1`, `connection 1 gone`, and the events. */
export async function told(house: House, work: () => Promise<unknown>) {
  const before = await house.journal.head()
  await work()
  const changes = rowsOf(await house.journal.changes(before, 100_000))
  return {
    changes: changes
      .map(({ kind, id, deleted }) => `${kind} ${id}${deleted ? ' gone' : ''}`)
      .toSorted(),
    events: await eventsAfter(house, before),
  }
}

export const nothing = { changes: [], events: [] }

const eventsAfter = async ({ journal }: House, seq: Seq): Promise<readonly DomainEvent[]> =>
  rowsOf(await journal.tail(seq, 1_000)).map(({ event }) => event)
