/** The postgres probe: does a database let us in, and does it answer a query? */
export { postgres } from './postgres.ts'
