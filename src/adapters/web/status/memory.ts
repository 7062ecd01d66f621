import type { Clock, ServiceId } from '../../../kernel/index.ts'
import type { PastReader } from '../../../modules/journal/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import { createChanges } from './changes.ts'
import { createCovered, type Stretch } from './covered.ts'
import { createExtras, type ExtrasOptions } from './extras.ts'
import type { PublicChange, PublicService } from './golden.ts'

export type MemoryDeps = {
  readonly past: PastReader
  readonly clock: Clock
  /** The public services, as the board has them. */
  readonly services: () => readonly Service[]
}

export type Left = {
  readonly changes: PublicChange[]
  readonly covered: readonly Stretch[]
}

/** What the page has beside the board: what other rooms know, and what is told of the past. */
export function createMemory(options: ExtrasOptions, { past, clock, services }: MemoryDeps) {
  const extras = createExtras(options, clock)
  const covered = createCovered()
  const changesOf = createChanges(past)
  let changes: PublicChange[] = []

  return {
    /** @returns whether work began or ended, so that there is something to be read */
    look: (): boolean => extras.follow(services()),
    extras: extras.known,
    covered: covered.list,
    changes(ids: ReadonlySet<ServiceId>): PublicChange[] {
      // What is private from now on is so at once, not when the journal was read again.
      if (!changes.every(({ id }) => ids.has(id))) changes = changes.filter(({ id }) => ids.has(id))
      return changes
    },
    /** Goes on from what a former process left. */
    restore(left: Left): void {
      changes = left.changes
      covered.restore(left.covered, clock.now())
    },
    async read(shown: readonly PublicService[]): Promise<void> {
      // What must not be told comes before what is.
      await extras.readWindows()
      covered.see(services(), { windows: extras.known().windows, now: clock.now() })
      changes = await changesOf(shown, covered.stretches())
      await extras.readUptime(shown)
    },
  }
}
