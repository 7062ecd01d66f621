import type { Scope } from '../scope.ts'

let latest: Promise<unknown> = Promise.resolve()

/**
 * Runs work that blocks for milliseconds: one piece in a turn of the event loop, which is one for
 * all probes. Bodies of fifty targets that come at once would else keep every other check waiting
 * for two seconds. What a probe no longer waits for is left out.
 */
export function inTurn<Result>(scope: Pick<Scope, 'onEnd'>, work: () => Result): Promise<Result> {
  let over = false
  scope.onEnd(() => {
    over = true
  })
  const mine = latest
    .then(() => over || new Promise((resolve) => setImmediate(resolve)))
    .then(() => {
      if (over) throw new Error('nobody waits for this any more')
      return work()
    })
  latest = mine.catch(() => undefined)
  return mine
}
