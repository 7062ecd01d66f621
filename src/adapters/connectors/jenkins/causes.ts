import type { FoundRun } from '../../../modules/pipelines/index.ts'
import type { Actions, Cause } from './bodies.ts'
import { runIdOf } from './paths.ts'

/** By the last part of a cause's class. */
const triggers = new Map([
  ['UserIdCause', 'manual'],
  ['UserCause', 'manual'],
  ['TimerTriggerCause', 'schedule'],
  ['SCMTriggerCause', 'push'],
  ['GitHubPushCause', 'push'],
  ['BitBucketPushCause', 'push'],
  ['GitLabWebHookCause', 'push'],
  ['BranchIndexingCause', 'indexing'],
  ['UpstreamCause', 'upstream'],
  ['BuildUpstreamCause', 'upstream'],
])

/** An event of a branch is a push, or one of a pull request: only its sentence tells. Others are called as their class is. */
function triggerOf({ _class, shortDescription }: Cause): string | null {
  const name = _class?.split(/[.$]/).at(-1) ?? ''
  if (name === 'BranchEventCause') {
    return /pull request|merge request/i.test(shortDescription ?? '') ? 'pull_request' : 'push'
  }
  return triggers.get(name) ?? (name.replace(/Cause$/, '').toLowerCase() || null)
}

/** The other job's full name; it is no project's where that job is a branch of a multibranch project. */
function parentOf({ upstreamProject, upstreamBuild }: Cause): FoundRun['parent'] {
  if (upstreamProject === null || upstreamBuild === null) return null
  return { project: upstreamProject, run: runIdOf({ job: null, number: upstreamBuild }) }
}

/** What started a build. Causes of an interruption stand behind it, and are none of its start. */
export function startOf(actions: Actions): Pick<FoundRun, 'trigger' | 'author' | 'parent'> {
  const causes = (actions ?? []).flatMap((action) => action.causes ?? [])
  const first = causes[0]
  const user = causes.find(({ userName, userId }) => userName !== null || userId !== null)
  return {
    trigger: first === undefined ? null : triggerOf(first),
    author: user?.userName ?? user?.userId ?? null,
    parent: causes.map(parentOf).find((parent) => parent !== null) ?? null,
  }
}
