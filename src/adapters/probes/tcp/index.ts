/** The tcp probe: does the port accept a connection? */
export { tcp } from './tcp.ts'
