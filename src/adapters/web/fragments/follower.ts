import type { HxAttributes } from './hx.ts'

export type Follower = {
  /** The id of the streamed element whose changes it follows. */
  readonly follows: string
  /** Where it is asked for anew. */
  readonly from: string
  /** What it shows: the position of the ledger, taken before the store was read, or a version. */
  readonly rev: number
  /** Milliseconds after which time alone has changed it; absent where it does not. */
  readonly everyMs?: number
}

/**
 * The attributes of a panel that the store must be asked for. It asks for itself again as long as
 * what it follows is newer than itself (`browser/refresh.ts`).
 */
export const following = ({ follows, from, rev, everyMs }: Follower) => {
  const htmx: HxAttributes = {
    'hx-get': from,
    'hx-trigger': 'refresh',
    'hx-swap': 'outerMorph',
    'hx-sync': 'this:drop',
    'hx-status:4xx': 'swap:none',
  }
  return { 'data-follows': follows, 'data-rev': rev, 'data-every': everyMs, ...htmx }
}
