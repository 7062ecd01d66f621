/** Notifications in words, for channels that speak to people. */
export type { Words } from './letter.ts'
export { fitting, wordsOf } from './letter.ts'
