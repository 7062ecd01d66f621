/** The tls probe: does a port present a certificate that holds, for as long as it should? */
export { tls } from './tls.ts'
