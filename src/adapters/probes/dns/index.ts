/** The dns probe: does a name server answer, and with the records that are expected? */
export { dns } from './dns.ts'
