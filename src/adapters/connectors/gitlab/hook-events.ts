import { z } from 'zod'
import { isFinal, type Notice } from '../../../modules/pipelines/index.ts'
import { exact, firstLine, line, link, name } from '../fields.ts'
import { id, person, read, time, word } from './fields.ts'
import { keyOf, pageOf, projectSchema, repositoryKeyOf, repositorySchema } from './hook.ts'
import { onlyAttempt } from './pipeline.ts'
import { deploymentStatusOf } from './status.ts'

/* What the other events mean: https://docs.gitlab.com/user/project/integrations/webhook_events/ */

const noCommit = /^0+$/
const ofBranches = 'refs/heads/'

const jobSchema = repositorySchema.extend({ pipeline_id: id, build_status: word })

/**
 * A Job Hook: one job, where all are kept together, so that they are asked for. `created` comes once
 * for each job of a new pipeline, and the pipeline with it.
 */
export function readJob(body: unknown): readonly Notice[] {
  const hook = read(jobSchema, body, 'a Job Hook')
  const project = repositoryKeyOf(hook)
  if (project === null || hook.build_status === 'created') return []
  const externalId = hook.pipeline_id
  const run = { externalId, attempt: onlyAttempt }
  return [
    {
      project,
      asks: [
        { kind: 'run', externalId },
        { kind: 'jobs', run },
      ],
    },
  ]
}

const deploymentSchema = z.object({
  deployment_id: id,
  status: word,
  status_changed_at: time,
  deployable_url: link,
  environment: name,
  ref: exact,
  commit_url: link,
  user: person,
  project: projectSchema,
})

/**
 * A Deployment Hook. It does not say when the deployment was made nor by which pipeline: those are
 * asked for when it is over.
 */
export function readDeployment(body: unknown): readonly Notice[] {
  const hook = read(deploymentSchema, body, 'a Deployment Hook')
  const status = deploymentStatusOf(hook.status)
  const project = keyOf(hook.project)
  const at = hook.status_changed_at
  if (at === null) return [{ project, asks: [{ kind: 'deployments' }] }]
  const deployment = {
    externalId: hook.deployment_id,
    environment: hook.environment,
    status,
    rawStatus: hook.status,
    ref: hook.ref,
    sha: /\/([0-9a-f]{40,64})$/.exec(hook.commit_url ?? '')?.[1] ?? null,
    author: hook.user,
    webUrl: hook.deployable_url,
    createdAt: at,
    finishedAt: isFinal(status) ? at : null,
    sourceTime: at,
    run: null,
  }
  const asks = isFinal(status) ? [{ kind: 'deployments' } as const] : []
  return [{ project, deployments: [deployment], asks }]
}

const pushSchema = repositorySchema.extend({
  ref: name,
  after: name,
  commits: z
    .array(z.object({ id: exact, message: firstLine, timestamp: time, author: person }))
    .catch([]),
})

/** A Push Hook: the branch and its newest commit. One that went away, or came with no commit of its own, is asked for. */
export function readPush(body: unknown): readonly Notice[] {
  const hook = read(pushSchema, body, 'a Push Hook')
  const project = repositoryKeyOf(hook)
  if (project === null || !hook.ref.startsWith(ofBranches)) return []
  const branch = hook.ref.slice(ofBranches.length)
  const commit = hook.commits.find((candidate) => candidate.id === hook.after)
  if (noCommit.test(hook.after) || commit === undefined) {
    return [{ project, asks: [{ kind: 'branches' }] }]
  }
  const found = {
    name: branch,
    sha: hook.after,
    author: commit.author,
    message: commit.message,
    committedAt: commit.timestamp,
    isDefault: branch === hook.project?.default_branch,
    webUrl: hook.project && pageOf(hook.project, `tree/${encodeURI(branch)}`),
  }
  return [{ project, branches: [found] }]
}

/** A Tag Push Hook: a new tag may have started a pipeline; one that is gone says nothing to us. */
export function readTagPush(body: unknown): readonly Notice[] {
  const hook = read(pushSchema, body, 'a Tag Push Hook')
  const project = repositoryKeyOf(hook)
  if (project === null || noCommit.test(hook.after)) return []
  return [{ project, asks: [{ kind: 'pipelines' }] }]
}

const mergeRequestSchema = z.object({
  object_attributes: z.object({ action: line, oldrev: exact }),
  project: projectSchema,
})

/** A Merge Request Hook: new commits in one may have started a pipeline; a merge moves its target. */
export function readMergeRequest(body: unknown): readonly Notice[] {
  const { object_attributes, project } = read(mergeRequestSchema, body, 'a Merge Request Hook')
  const { action, oldrev } = object_attributes
  if (action === 'merge') {
    return [{ project: keyOf(project), asks: [{ kind: 'pipelines' }, { kind: 'branches' }] }]
  }
  const isNew = action === 'open' || action === 'reopen' || (action === 'update' && oldrev !== null)
  return isNew ? [{ project: keyOf(project), asks: [{ kind: 'pipelines' }] }] : []
}

/** Of an instance or a group: a project came, went or has another name. */
export function readProject(body: unknown): readonly Notice[] {
  const project = repositoryKeyOf(read(repositorySchema, body, 'a project event'))
  return project === null ? [] : [{ project, asks: [{ kind: 'projects' }] }]
}

/** Of an instance: several refs of a repository moved at once. */
export function readRepository(body: unknown): readonly Notice[] {
  const project = repositoryKeyOf(read(repositorySchema, body, 'a repository event'))
  return project === null ? [] : [{ project, asks: [{ kind: 'branches' }] }]
}
