/** The redis probe: does a server let us in, and does it answer a PING? */
export { redis } from './redis.ts'
