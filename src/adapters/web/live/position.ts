import type { Seq } from '../../../kernel/index.ts'

/**
 * How far a tab is: everything up to `from` is on its page, and of what came between `from` and `to`
 * there may be parts. So it is with a change that comes in several messages, and with a page that was
 * drawn while the store was away. Mostly the two are the same.
 */
export type Position = { readonly from: Seq; readonly to: Seq }

export const exactly = (seq: Seq): Position => ({ from: seq, to: seq })

export const isExact = ({ from, to }: Position): boolean => from === to

/** `120`, or `95~120`: the id of a message, `since` of an address. */
export const positionText = ({ from, to }: Position): string =>
  from === to ? String(from) : `${from}~${to}`

/** Reads what `positionText` wrote. What it does not know is the beginning. */
export function parsePosition(text: string): Position {
  const [, from = '0', to = from] = /^(\d{1,15})(?:~(\d{1,15}))?$/.exec(text) ?? []
  const [low, high] = [Number(from) as Seq, Number(to) as Seq]
  return low <= high ? { from: low, to: high } : exactly(high)
}
