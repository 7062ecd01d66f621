import { z } from 'zod'
import { type EpochMs, type PageRequest, type ProjectId, rfc3339 } from '../../../kernel/index.ts'
import type {
  Branch,
  FoundIssue,
  FoundMergeRequest,
  Insights,
  Snapped,
  SnapshotKind,
} from '../../../modules/pipelines/index.ts'
import { moment, momentOf, pageOf, thingId } from './common.ts'
import { freshness } from './project.ts'
import { runMark, toRunMarkJson } from './run.ts'

const text = z.string().nullable()
const count = z.int().min(0)

export const branch = z
  .object({
    name: z.string(),
    default: z.boolean(),
    sha: text,
    author: text,
    message: text,
    committed_at: moment.nullable(),
    web_url: text,
    latest: runMark.nullable().describe('Its newest run.'),
  })
  .describe('A branch of a project.')

export const branchPage = pageOf(branch)

export const mergeRequest = z
  .object({
    number: z.int(),
    title: z.string(),
    author: text,
    source_branch: text,
    target_branch: text,
    sha: text,
    draft: z.boolean(),
    web_url: text,
    created_at: moment.nullable(),
    updated_at: moment.nullable(),
  })
  .describe('An open merge request, or pull request.')

export const issue = z
  .object({
    number: z.int(),
    title: z.string(),
    author: text,
    labels: z.array(z.string()),
    web_url: text,
    created_at: moment.nullable(),
    updated_at: moment.nullable(),
  })
  .describe('An open issue.')

/** A list that the platform is asked for when somebody looks. */
const snapshotOf = <Item extends z.ZodType>(item: Item) =>
  pageOf(item).extend({
    state: freshness,
    fetched_at: moment.nullable().describe('When the list was read.'),
    error: text.describe('Why the latest try failed.'),
  })

export const mergeRequestPage = snapshotOf(mergeRequest)
export const issuePage = snapshotOf(issue)

export const insights = z
  .object({
    project_id: thingId,
    from: moment,
    to: moment,
    flaky_jobs: z
      .array(z.object({ name: z.string(), runs: count, flakes: count }))
      .describe('Jobs that failed and then went well with the same commit, worst first.'),
    red_ms: z.number().min(0).describe('How long the default branch was red.'),
    red_share: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .describe('Of the time that is known; `null` where none is.'),
  })
  .describe('What only the runs themselves tell of a project.')

export const toBranchJson = (of: Branch): z.output<typeof branch> => ({
  name: of.name,
  default: of.isDefault,
  sha: of.sha,
  author: of.author,
  message: of.message,
  committed_at: momentOf(of.committedAt),
  web_url: of.webUrl,
  latest: of.latest && toRunMarkJson(of.latest),
})

export const toMergeRequestJson = (of: FoundMergeRequest): z.output<typeof mergeRequest> => ({
  number: of.number,
  title: of.title,
  author: of.author,
  source_branch: of.sourceBranch,
  target_branch: of.targetBranch,
  sha: of.sha,
  draft: of.draft,
  web_url: of.webUrl,
  created_at: momentOf(of.createdAt),
  updated_at: momentOf(of.updatedAt),
})

export const toIssueJson = (of: FoundIssue): z.output<typeof issue> => ({
  number: of.number,
  title: of.title,
  author: of.author,
  labels: [...of.labels],
  web_url: of.webUrl,
  created_at: momentOf(of.createdAt),
  updated_at: momentOf(of.updatedAt),
})

type Snap<Item> = Omit<Snapped<SnapshotKind>, 'value'> & { readonly value: readonly Item[] | null }

/** A page of such a list. Nothing is in it before it was read, and the state says so. */
export function toSnapshotJson<Item, Json>(
  { state, value, fetchedAt, error }: Snap<Item>,
  toJson: (item: Item) => Json,
  { page, limit }: PageRequest,
) {
  const all = value ?? []
  return {
    state,
    fetched_at: momentOf(fetchedAt),
    error,
    items: all.slice((page - 1) * limit, page * limit).map(toJson),
    total: all.length,
    page,
    limit,
  }
}

type Stretch = {
  readonly projectId: ProjectId
  readonly from: EpochMs
  readonly to: EpochMs
}

export const toInsightsJson = (
  of: Insights,
  { projectId, from, to }: Stretch,
): z.output<typeof insights> => ({
  project_id: projectId,
  from: rfc3339(from),
  to: rfc3339(to),
  flaky_jobs: of.flakyJobs.map(({ name, runs, flakes }) => ({ name, runs, flakes })),
  red_ms: of.redMs,
  red_share: of.redShare,
})
