import type { UserId } from './ids.ts'
import type { EpochMs } from './time.ts'

/** Who changes something, for the audit row that stands in the same commit. */
export type Actor = {
  readonly userId: UserId | null
  readonly label: string
  readonly requestId: string | null
}

export type Write = { readonly actor: Actor; readonly at: EpochMs }
