export { client as openProbe } from './http/client.ts' // breaks
