/** The live projection of the services that pages and streams are drawn from. */
export type { Board, BoardOptions } from './board.ts'
export { createBoard } from './board.ts'
export type { Counts, Group } from './counts.ts'
export { groupOf, groups } from './counts.ts'
export type { ServiceList } from './list.ts'
export { listOf, pageSize } from './list.ts'
export type { Entry } from './shelf.ts'
