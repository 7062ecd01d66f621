/** The group probe: are enough of these services up? */
export { group } from './group.ts'
