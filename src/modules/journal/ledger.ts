import type { Seq } from '../../kernel/index.ts'

/** Kinds of entities that a page can show. */
export type EntityKind =
  | 'service'
  | 'user'
  | 'token'
  | 'channel'
  | 'maintenance'
  /** A project with its runs, branches and deployments: a change of any of them is one of it. */
  | 'project'
  | 'connection'

/** The latest change of an entity: what to draw again, and since when. */
export type Change = {
  readonly seq: Seq
  readonly kind: EntityKind
  readonly id: number
  readonly deleted: boolean
}

/**
 * Rows after a cursor, oldest first, at most as many as were asked for. `reset` says that rows after
 * the cursor are gone by retention (or that the cursor is not of this database): start from a fresh
 * reading at `head`.
 */
export type Reading<Row> =
  | { readonly kind: 'rows'; readonly rows: readonly Row[]; readonly head: Seq }
  | { readonly kind: 'reset'; readonly head: Seq }
