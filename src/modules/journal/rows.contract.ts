import type { Reading } from './ledger.ts'

/** The rows of a reading that must not be a reset. */
export function rowsOf<Row>(reading: Reading<Row>): readonly Row[] {
  if (reading.kind === 'reset') throw new Error(`the store answered reset at ${reading.head}`)
  return reading.rows
}
