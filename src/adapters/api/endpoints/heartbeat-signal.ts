import type { Signal } from '../../../modules/checks/index.ts'

/** The last segment of the address a job calls; `null` for a word that is no signal. */
export function signalOf(word: string): Signal | null {
  if (word === 'start') return { kind: 'start' }
  if (word === 'fail') return { kind: 'fail', exitCode: null }
  // Exit statuses are a byte, POSIX.1-2024, wait().
  if (!/^\d{1,3}$/.test(word) || Number(word) > 255) return null
  return Number(word) === 0 ? { kind: 'success' } : { kind: 'fail', exitCode: Number(word) }
}
