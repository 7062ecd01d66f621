import { z } from 'zod'
import type { ConnectionId, EpochMs } from '../../../kernel/index.ts'
import {
  freshnessOf,
  type ProjectView,
  recentRuns,
  visibilities,
} from '../../../modules/pipelines/index.ts'
import { given, idFilter, moment, momentOf, pageOf, pageQuery, thingId } from './common.ts'
import { toTroubleJson, trouble } from './connection.ts'
import { runMark, runStatus, toRunMarkJson } from './run.ts'

const text = z.string().nullable()

export const freshness = z
  .enum(['loading', 'fresh', 'stale', 'error'])
  .describe(
    '`loading`: nothing was read yet, which is not an empty list. `stale`: the latest look failed, or is too long ago. `error`: there is nothing to show.',
  )

export const project = z
  .object({
    id: thingId,
    connection: z.string().describe('The name of its connection.'),
    platform: z.string(),
    external_id: z.string().describe('Its id at the platform.'),
    name: z.string(),
    full_name: z.string().describe('`owner/repo`, `group/sub/project`, `folder/job`.'),
    description: text,
    visibility: z.enum(visibilities).nullable(),
    avatar_url: text,
    default_branch: text,
    web_url: text,
    archived: z.boolean(),
    status: runStatus.describe(
      'The worst of the runs of the newest commit of its default branch; of any branch where that has none.',
    ),
    freshness: freshness.describe('Whether what is shown of it is the truth.'),
    trouble: trouble.nullable().describe('Why the latest look at it failed.'),
    recent: z
      .array(runStatus)
      .describe(`Statuses of its newest runs, newest first: ${recentRuns} at most.`),
    active: z.boolean().describe('Something of it runs or waits now, on whatever branch.'),
    latest: runMark.nullable().describe('The run that the status is about.'),
    last_activity_at: moment.nullable(),
  })
  .describe('What a platform builds: a repository, or a job.')

export const projectPage = pageOf(project)

export const projectsQuery = pageQuery.extend({
  q: z.string().max(200).optional().describe('Text in its name.'),
  platform: z.string().max(64).optional().describe('Only of this platform.'),
  status: runStatus.optional().describe('Only with this status.'),
  connection_id: idFilter<ConnectionId>('connection'),
})

export const toProjectQuery = ({
  q,
  platform,
  status,
  connection_id,
}: z.output<typeof projectsQuery>) =>
  given({ text: q === '' ? undefined : q, platform, status, connectionId: connection_id })

export type Looking = { readonly staleMs: number; readonly now: EpochMs }

export const toProjectJson = (
  of: ProjectView,
  { staleMs, now }: Looking,
): z.output<typeof project> => ({
  id: of.id,
  connection: of.connection,
  platform: of.platform,
  external_id: of.externalId,
  name: of.name,
  full_name: of.fullName,
  description: of.description,
  visibility: of.visibility,
  avatar_url: of.avatarUrl,
  default_branch: of.defaultBranch,
  web_url: of.webUrl,
  archived: of.archived,
  status: of.status,
  freshness: freshnessOf(of, staleMs, now),
  trouble: toTroubleJson(of.trouble),
  recent: [...of.recent],
  active: of.active,
  latest: of.latest && toRunMarkJson(of.latest),
  last_activity_at: momentOf(of.lastActivityAt),
})
