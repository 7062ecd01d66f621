/** All projects in memory, and the lists of them that pages show. */
export type { Choices, ProjectGroup, ProjectList } from './list.ts'
export { choicesOf, isShown, listProjects, rowsMost } from './list.ts'
export type { Phase, PhaseCounts } from './phase.ts'
export { countPhases, needsLook, phaseOf, phases } from './phase.ts'
export type { CiQuery, Grouping } from './query.ts'
export { allProjects, ciQueryText, groupings, isNarrowed, parseCiQuery } from './query.ts'
export type { ProjectShelf, ProjectShelfOptions, Projects } from './shelf.ts'
export { createProjectShelf } from './shelf.ts'
