/** A transaction that others may have to wait for takes about this. */
const goalMs = 8
/** With fewer it is the commit that takes its time, not the rows. */
const fewest = 100
const most = 1_000

export type Pace = {
  /** How many rows the next transaction may take. */
  rows(): number
  /** How long the last one took, and for how many. */
  took(ms: number, rows: number): void
}

/** Finds the number of rows that a transaction can take in a short time, on whatever disk. */
export function createPace(): Pace {
  let rows = 200
  return {
    rows: () => rows,
    took(ms, taken) {
      // A few rows say little about many.
      if (taken < rows && ms <= goalMs) return
      const fitting = Math.floor((rows * goalMs) / Math.max(ms, 0.1))
      rows = Math.min(most, 2 * rows, Math.max(fewest, fitting))
    },
  }
}
