/** Jenkins: jobs, multibranch jobs and their builds, over the remote access API. */
export { jenkins } from './jenkins.ts'
