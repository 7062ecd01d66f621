/** The smtp channel: mail. */
export { smtp } from './smtp.ts'
