/** The icmp probe: does a host answer echo requests, and does it lose few? */
export { icmp } from './icmp.ts'
