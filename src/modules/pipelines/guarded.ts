import type { Connector } from './connector.ts'
import { faultOf } from './fault.ts'

/**
 * A connector of which everything that goes wrong is a `PlatformFault`, a mistake of its own too. So
 * whoever uses it beside a store knows which of the two failed.
 */
export function guarded(connector: Connector): Connector {
  const guard = <Args extends unknown[], Value>(ask: (...args: Args) => Promise<Value>) =>
    async function guardedCall(...args: Args): Promise<Value> {
      try {
        return await ask(...args)
      } catch (error) {
        throw faultOf(error)
      }
    }
  const { mergeRequests, issues, currentUser, jobs, deployments, rerun, ...rest } = connector
  return {
    ...rest,
    projects: guard(rest.projects),
    projectCount: guard(rest.projectCount),
    latestPipeline: guard(rest.latestPipeline),
    pipelines: guard(rest.pipelines),
    branches: guard(rest.branches),
    branch: guard(rest.branch),
    run: guard(rest.run),
    ...(mergeRequests && { mergeRequests: guard(mergeRequests) }),
    ...(issues && { issues: guard(issues) }),
    ...(currentUser && { currentUser: guard(currentUser) }),
    ...(jobs && { jobs: guard(jobs) }),
    ...(deployments && { deployments: guard(deployments) }),
    ...(rerun && { rerun: guard(rerun) }),
  }
}
