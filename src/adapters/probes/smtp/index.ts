/** The smtp probe: does a mail server greet, and does its TLS hold? It never sends a mail. */
export { smtp } from './smtp.ts'
