/** Buildbot: builders, build requests and their builds, over the REST API. */
export { buildbot } from './buildbot.ts'
