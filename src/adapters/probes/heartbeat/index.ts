/** The heartbeat probe: has the job reported that it is done, in time and without failure? */
export { heartbeat, heartbeatTarget } from './heartbeat.ts'
