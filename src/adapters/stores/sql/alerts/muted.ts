import type { Tx } from '../statement.ts'

/** Why nobody is to hear of a service just now. */
export type Mute =
  | { readonly kind: 'maintenance'; readonly name: string }
  /** Something it depends on is down, and that is announced. */
  | { readonly kind: 'dependency'; readonly name: string }

/** The services among these of which nobody is to hear at that time. */
// biome-ignore lint/correctness/useYield: the tables that it reads come with maintenance
export function* mutedAmong(_ids: readonly number[], _at: number): Tx<ReadonlyMap<number, Mute>> {
  return new Map()
}
