/** The websocket probe: does a server upgrade a connection, and does it say what is expected? */
export { websocket } from './websocket.ts'
