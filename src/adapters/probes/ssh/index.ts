/** The ssh probe: does a server greet as SSH does? */
export { ssh } from './ssh.ts'
