/** Bitbucket: Pipelines of Bitbucket Cloud, and build statuses of Bitbucket Data Center. */
export { bitbucket } from './bitbucket.ts'
