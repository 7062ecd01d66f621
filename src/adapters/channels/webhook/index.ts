/** The webhook channel: JSON to an address of one's own, signed. */
export { webhook } from './webhook.ts'
