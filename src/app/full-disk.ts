/** SQLite's own words for SQLITE_FULL, PostgreSQL's for 53100, and the kernel's. */
const fullWords = /disk is full|No space left|disk_full|53100|ENOSPC/i

/** Whether a fault, or what caused it, says that there is no room. */
export const isFull = (cause: unknown): boolean => {
  if (!(cause instanceof Error)) return false
  const code = 'code' in cause ? String(cause.code) : ''
  return fullWords.test(cause.message) || fullWords.test(code) || isFull(cause.cause)
}
