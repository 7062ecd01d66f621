import type { Tx } from '../statement.ts'

export type Dialect = 'sqlite' | 'postgres'

/** One database, whichever it is. */
export type Driver = {
  readonly dialect: Dialect
  /** Runs a transaction that may write, and resolves after its commit. It may be run again when it met another one. */
  write<Result>(transaction: () => Tx<Result>): Promise<Result>
  /** Runs statements that only read; all of them see the same state. */
  read<Result>(transaction: () => Tx<Result>): Promise<Result>
  /** Runs DDL under a lock that no other process can hold meanwhile. */
  exclusively<Result>(work: (session: Session) => Promise<Result>): Promise<Result>
  /** Calls the listener after every commit, here or in another process. A hint. */
  onCommit(listener: () => void): () => void
  /** Durations of the latest commits, in milliseconds. */
  readonly commits: CommitStats
  close(): Promise<void>
}

/** A connection that holds the migration lock. On SQLite each transaction holds the one write lock instead. */
export type Session = {
  write<Result>(transaction: () => Tx<Result>): Promise<Result>
}

export type CommitStats = {
  readonly count: number
  readonly totalMs: number
  readonly maxMs: number
}

/** Mutable counts behind `CommitStats`. */
export function createCommitStats() {
  const stats = { count: 0, totalMs: 0, maxMs: 0 }
  return {
    stats,
    add(ms: number): void {
      stats.count += 1
      stats.totalMs += ms
      stats.maxMs = Math.max(stats.maxMs, ms)
    },
  }
}

/** Listeners that a commit calls, each on its own turn, so that none holds up the commit's own caller. */
export function createBell() {
  const listeners = new Set<() => void>()
  return {
    ring(): void {
      for (const listener of listeners) queueMicrotask(listener)
    },
    listen(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
