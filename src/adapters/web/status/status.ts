import type { Clock, Logger } from '../../../kernel/index.ts'
import type { PastReader } from '../../../modules/journal/index.ts'
import type { Board } from '../board/index.ts'
import type { Render } from '../fragments/index.ts'
import { differenceOf } from './difference.ts'
import { type ExtrasOptions, extrasMs } from './extras.ts'
import { createFiles, noFiles } from './files.ts'
import type { Snapshot } from './golden.ts'
import { createMemory } from './memory.ts'
import type { Dress } from './page.tsx'
import { createPublished } from './published.ts'
import { createShow, type Shown } from './show.tsx'
import { nothingKnown, snapshotOf } from './snapshot.ts'
import { createStreams, type Streams } from './streams.ts'
import { createWaiter, repeat } from './waiter.ts'

/** What the configuration says of the public page, and who helps with it. */
export type StatusOptions = ExtrasOptions & {
  readonly title: string
  /** A service with one of these is public. */
  readonly tags: readonly string[]
  /** Where the page is kept as files; `null`: nowhere. */
  readonly folder: string | null
  /** Streams of the public page that this process serves at once, and to one address. */
  readonly streams?: number
  readonly streamsOfAddress?: number
}

export type StatusDeps = {
  readonly board: Board
  readonly past: PastReader
  readonly render: Render
  readonly dress: Dress
  readonly publicUrl: string | null
  readonly clock: Clock
  readonly log: Logger
}

/** The public status page: drawn ahead of who asks for it, and served from memory. */
export type Status = {
  shown(): Shown
  /** Whether anything is known yet, were it from a former process. */
  isKnown(): boolean
  readonly streams: Streams
  /** Reads what the last process left. */
  prepare(): Promise<void>
  /** Keeps it up to date until the signal aborts. */
  follow(signal: AbortSignal): Promise<void>
}

/** Between two drawings: of a change that somebody waits for, of figures, and when nothing changes. */
const pauseMs = 1_000
const figuresMs = 10_000
const freshMs = 60_000

export function createStatus(options: StatusOptions, deps: StatusDeps): Status {
  const { board, clock, log } = deps
  const show = createShow({ ...deps, origin: deps.publicUrl ?? '' })
  const published = createPublished(board, options.tags)
  const files = options.folder === null ? noFiles : createFiles(options.folder, log)
  const streams = createStreams({ clock, ...capacityOf(options) })
  const services = () => published().list.flatMap(({ id }) => board.entry(id)?.service ?? [])
  const memory = createMemory(options, { ...deps, services })
  const drawing = createWaiter(clock)
  const remembering = createWaiter(clock)
  let shown = show(nothingKnown(options.title, clock.now()))
  let known = false
  let drawnAt = Number.NEGATIVE_INFINITY

  function take(snapshot: Snapshot): void {
    shown = show(snapshot)
    known = true
    drawnAt = clock.monotonic()
    streams.say(shown.message)
  }

  const isDue = (snapshot: Snapshot): boolean => {
    const age = clock.monotonic() - drawnAt
    const difference = known ? differenceOf(shown.snapshot, snapshot) : 'state'
    if (difference === 'state' || age >= freshMs) return true
    return difference === 'figures' && age >= figuresMs
  }

  async function draw(): Promise<void> {
    if (board.phase() === 'loading') return
    if (memory.look()) remembering.ring()
    const { list, ids } = published()
    const around = { extras: memory.extras(), now: clock.now() }
    const facts = { title: options.title, board, published: list, ...around }
    const snapshot = { ...snapshotOf(facts), changes: memory.changes(ids) }
    if (!isDue(snapshot)) return
    take(snapshot)
    remembering.ring()
    await files.write(shown, memory.covered())
  }

  async function remember(): Promise<void> {
    if (board.phase() === 'loading') return
    await memory.read(shown.snapshot.services)
    drawing.ring()
  }

  return {
    shown: () => shown,
    isKnown: () => known,
    streams,
    async prepare() {
      const left = await files.read()
      // Of tags that are public no longer nothing is shown.
      if (!left?.services.every(({ group }) => options.tags.includes(group))) return
      memory.restore(left)
      const { covered: _, ...last } = left
      // The title is of the configuration, and whoever reads it now has the newer one.
      take({ ...last, title: options.title, stale: true })
    },
    async follow(signal) {
      const unsubscribe = board.subscribe(drawing.ring)
      const turn = { restMs: pauseMs, clock, signal, log }
      await Promise.all([
        repeat(draw, { ...turn, waiter: drawing, everyMs: freshMs }),
        repeat(remember, { ...turn, waiter: remembering, everyMs: extrasMs }),
        streams.follow(signal),
      ])
      unsubscribe()
    },
  }
}

const capacityOf = ({ streams, streamsOfAddress }: StatusOptions) => ({
  ...(streams !== undefined && { most: streams }),
  ...(streamsOfAddress !== undefined && { mostOfAddress: streamsOfAddress }),
})
