/** The live projection of the services that pages and streams are drawn from. */
export type { Board, BoardOptions, Checking } from './board.ts'
export { createBoard } from './board.ts'
export type { Stale } from './contact.ts'
export type { Counts, Group } from './counts.ts'
export { groupOf, groups } from './counts.ts'
export { countFor, facetOf } from './facets.ts'
export { filterOf } from './filter.ts'
export type { ServiceList } from './list.ts'
export { amongOf, idsOn, isRestless, listOf, overviewSize, pageSize, totalOf } from './list.ts'
export type { MarkOf } from './marks.ts'
export type { Direction, ListFilter, ListQuery, Sort, StatusChoice } from './query.ts'
export {
  everything,
  isFiltered,
  listParams,
  listText,
  parseListQuery,
  searchLongest,
  searchOf,
  sorts,
  statusChoices,
} from './query.ts'
export type { Entry, Since, Tally } from './shelf.ts'
export { tagsOf } from './tags.ts'
