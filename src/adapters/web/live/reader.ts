import type { Board } from '../board/index.ts'
import { isAhead, type View } from './changes.ts'
import type { Position } from './position.ts'

/** Whoever asks what changed: a tab with a stream, or one that polls. */
export type Reader = {
  readonly view: View
  readonly position: Position
  /** When it came, on the monotonic clock. */
  readonly arrivedAt: number
}

/**
 * Whether a reader is of another database, or of one that was restored: it is ahead of what the ledger
 * has said to a question asked after it came. That this process has not read so far yet, or cannot,
 * proves nothing.
 */
export const isForeign = ({ position, arrivedAt }: Omit<Reader, 'view'>, board: Board): boolean =>
  isAhead(position, board) && board.readFrom() > arrivedAt
