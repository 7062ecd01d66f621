import { z } from 'zod'
import type { FoundBranch, Notice, NoticeAsk } from '../../../modules/pipelines/index.ts'
import { exact, firstLine, line, name, word } from '../fields.ts'
import { deploymentOf, deploymentSchema, deploymentStatusSchema, isReplaced } from './deployment.ts'
import { flag, id, read, signer, time } from './fields.ts'
import { jobRunSchema } from './job.ts'
import { projectOf, projectSchema } from './project.ts'
import { runOf, runSchema } from './run.ts'
import { branchPage } from './url.ts'

/*
 * What deliveries say (https://docs.github.com/en/webhooks/webhook-events-and-payloads). Each event
 * has its reader; one that is not here says nothing to us.
 */

type Said = Omit<Notice, 'project' | 'found'>
type Reader = (payload: unknown) => Said | null

const ask = (...asks: readonly NoticeAsk[]): Said => ({ asks })

function workflowRun(payload: unknown): Said {
  const schema = z.object({ workflow_run: runSchema })
  const run = runOf(read(schema, payload, 'a workflow_run').workflow_run)
  const { externalId, attempt, finishedAt } = run
  // Jobs of a run that is over are asked for once, when nothing of them changes any more.
  const jobs = { kind: 'jobs', run: { externalId, attempt } } as const
  return { runs: [run], ...(finishedAt !== null && { asks: [jobs] }) }
}

/** It carries one job of several, and a part of a list is not for keeping. */
function workflowJob(payload: unknown): Said {
  const schema = z.object({ workflow_job: jobRunSchema })
  const { run_id, run_attempt } = read(schema, payload, 'a workflow_job').workflow_job
  return run_attempt === null
    ? ask({ kind: 'run', externalId: run_id })
    : ask({ kind: 'jobs', run: { externalId: run_id, attempt: run_attempt } })
}

const ofRun = z.object({ id }).nullable().catch(null)

function deployment(payload: unknown): Said {
  const schema = z.object({ deployment: deploymentSchema, workflow_run: ofRun })
  const { deployment, workflow_run } = read(schema, payload, 'a deployment')
  const found = deploymentOf(deployment, [])
  return { deployments: [{ ...found, run: workflow_run?.id ?? null }] }
}

/** That a deployment was replaced says nothing new of it: how it went was told before. */
function deploymentStatus(payload: unknown): Said | null {
  const schema = z.object({
    deployment: deploymentSchema,
    deployment_status: deploymentStatusSchema,
    workflow_run: ofRun,
  })
  const { deployment, deployment_status, workflow_run } = read(
    schema,
    payload,
    'a deployment_status',
  )
  if (isReplaced(deployment_status)) return null
  const found = deploymentOf(deployment, [deployment_status])
  return { deployments: [{ ...found, run: workflow_run?.id ?? found.run }] }
}

const pushSchema = z.object({
  ref: name,
  after: exact,
  deleted: flag,
  head_commit: z
    .object({ id: exact, message: firstLine, timestamp: time, author: signer })
    .nullable()
    .catch(null),
  repository: projectSchema,
})

const ofBranches = 'refs/heads/'

function push(payload: unknown): Said | null {
  const { ref, after, deleted, head_commit, repository } = read(pushSchema, payload, 'a push')
  if (!ref.startsWith(ofBranches)) return null
  if (deleted) return ask({ kind: 'branches' })
  const name = ref.slice(ofBranches.length)
  const branch: FoundBranch = {
    name,
    sha: head_commit?.id ?? after,
    author: head_commit?.author?.name ?? null,
    message: head_commit?.message ?? null,
    committedAt: head_commit?.timestamp ?? null,
    isDefault: name === repository.default_branch,
    webUrl: branchPage(repository.html_url, name),
  }
  return { branches: [branch] }
}

/** A ref that came or went. A branch that was made by a push is told by that push too. */
function ref(payload: unknown): Said | null {
  const { ref_type } = read(z.object({ ref_type: word }), payload, 'a ref')
  return ref_type === 'branch' ? ask({ kind: 'branches' }) : null
}

/** Checks of others are no runs of Actions, and a repository may have many. */
function checkSuite(payload: unknown): Said | null {
  const app = z.object({ slug: line }).nullable().catch(null)
  const schema = z.object({ check_suite: z.object({ app }) })
  const slug = read(schema, payload, 'a check_suite').check_suite.app?.slug ?? null
  return slug === null || slug === 'github-actions' ? ask({ kind: 'pipelines' }) : null
}

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['workflow_run', workflowRun],
  ['workflow_job', workflowJob],
  ['deployment', deployment],
  ['deployment_status', deploymentStatus],
  ['push', push],
  ['create', ref],
  ['delete', ref],
  ['check_suite', checkSuite],
  ['repository', () => ask({ kind: 'projects' })],
])

export const isRead = (event: string): boolean => readers.has(event)

/** What a delivery of an event says; nothing for events that say nothing to us. */
export function noticesOf(event: string, payload: unknown): readonly Notice[] {
  const said = readers.get(event)?.(payload) ?? null
  if (said === null) return []
  const schema = z.object({ repository: projectSchema, action: word })
  const { repository, action } = read(schema, payload, `a ${event}`)
  const found = projectOf(repository)
  const { externalId, fullName } = found
  // A repository that was deleted is described for the last time.
  const isGone = event === 'repository' && action === 'deleted'
  return [{ project: { externalId, fullName }, ...(!isGone && { found }), ...said }]
}
