/** The http probe: does a URL answer as expected, over http: or https:? */

/** What other probes of this wing speak too. */
export { type Head, parseHead } from './head.ts'
export { http } from './http.ts'
export { createContexts, handshake } from './tls.ts'
