import type { ConnectionId, ProjectId, RunId } from '../../../kernel/index.ts'
import type { ProjectView, RunMark } from '../../../modules/pipelines/index.ts'

/** When the samples were read last. */
export const readAt = 1_800_000_000_000

export const sampleMark = (differs: Partial<RunMark> = {}): RunMark => ({
  id: 70 as RunId,
  status: 'success',
  title: 'ci',
  number: 7,
  attempt: 1,
  branch: 'main',
  sha: 'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334',
  author: 'ann',
  message: 'mend the till',
  webUrl: 'https://github.com/acme/shop/actions/runs/70',
  createdAt: readAt - 180_000,
  startedAt: readAt - 170_000,
  finishedAt: readAt - 60_000,
  durationMs: 110_000,
  ...differs,
})

/** A project that is fine, with what a test says of it. */
export const sampleProject = (differs: Partial<ProjectView> = {}): ProjectView => ({
  id: 1 as ProjectId,
  connectionId: 1 as ConnectionId,
  connection: 'work',
  platform: 'github',
  externalId: '100',
  name: 'shop',
  fullName: 'acme/shop',
  description: null,
  visibility: 'private',
  avatarUrl: null,
  defaultBranch: 'main',
  webUrl: 'https://github.com/acme/shop',
  lastActivityAt: null,
  archived: false,
  listed: true,
  filledAt: readAt - 3_600_000,
  refreshedAt: readAt,
  trouble: null,
  status: 'success',
  latest: sampleMark(),
  recent: ['success', 'failed', 'success'],
  active: false,
  ...differs,
})
