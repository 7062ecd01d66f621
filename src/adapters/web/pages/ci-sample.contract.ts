import type { ConnectionId, ProjectId, RunId, WebhookEventId } from '../../../kernel/index.ts'
import type {
  ConnectionState,
  ConnectionView,
  Figures,
  Job,
  ProjectView,
  Run,
  RunDetail,
  StoredEvent,
} from '../../../modules/pipelines/index.ts'
import { aJob, aProject, aRun, noon } from '../../../modules/pipelines/samples.contract.ts'
import type { ConfigType } from '../forms/index.ts'

/** When the samples are looked at. */
export const now = noon + 600_000

export const projectId = 12 as ProjectId
export const connectionId = 3 as ConnectionId

export const sampleProject = (differs: Partial<ProjectView> = {}): ProjectView => ({
  ...aProject(),
  id: projectId,
  connectionId,
  connection: 'github',
  platform: 'github',
  listed: true,
  filledAt: noon,
  refreshedAt: now - 60_000,
  trouble: null,
  status: 'success',
  latest: { ...aRun(), id: 7 as RunId },
  recent: ['success'],
  active: false,
  ...differs,
})

export const sampleRun = (differs: Partial<Run> = {}): Run => ({
  ...aRun(),
  id: 7 as RunId,
  projectId,
  superseded: false,
  seenAt: noon,
  ...differs,
})

export const sampleJob = (differs: Partial<Job> = {}): Job => ({
  ...aJob(),
  runId: 7 as RunId,
  ...differs,
})

export const sampleDetail = (differs: Partial<RunDetail> = {}): RunDetail => ({
  run: sampleRun(),
  project: sampleProject(),
  attempts: [sampleRun()],
  jobs: [sampleJob()],
  children: [],
  parent: null,
  ...differs,
})

export const sampleState = (differs: Partial<ConnectionState> = {}): ConnectionState => ({
  listedAt: noon,
  refreshedAt: noon,
  trouble: null,
  projects: { total: 4, filled: 4, failing: 0 },
  events: { waiting: 0, failed: 0, lastAt: null },
  calls: { calls: 1_204, unchanged: 980, limited: 0, failed: 0, pausedUntil: null },
  quota: null,
  user: 'ann',
  ...differs,
})

export const sampleConnection = (
  differs: Partial<Omit<ConnectionView, 'state'>> & { readonly state?: ConnectionState } = {},
): ConnectionView => ({
  id: connectionId,
  name: 'github main',
  platform: 'github',
  config: { url: 'https://api.github.com', token: 'sealed:1:abc' },
  enabled: true,
  owned: false,
  rev: 2,
  createdAt: noon,
  updatedAt: noon,
  state: sampleState(),
  ...differs,
})

export const samplePlatform: ConfigType = {
  type: 'github',
  title: 'GitHub',
  settings: [
    {
      name: 'url',
      title: 'Address',
      description: null,
      kind: 'text',
      options: [],
      least: null,
      most: null,
      default: 'https://api.github.com',
    },
    {
      name: 'token',
      title: 'Token',
      description: null,
      kind: 'secret',
      options: [],
      least: null,
      most: null,
      default: null,
    },
  ],
  destination: ({ url }) => (typeof url === 'string' ? url : null),
}

export const sampleEvent = (differs: Partial<StoredEvent> = {}): StoredEvent => ({
  id: 41 as WebhookEventId,
  connectionId,
  deliveryId: 'd-1',
  type: 'workflow_run',
  receivedAt: noon,
  status: 'done',
  attempts: 1,
  error: null,
  processedAt: noon + 1_000,
  bytes: 4_096,
  ...differs,
})

/** Of a day, or of all, on which nothing ran but for what differs. */
export const sampleFigures = (differs: Partial<Figures> = {}): Figures => ({
  total: 0,
  succeeded: 0,
  failed: 0,
  canceled: 0,
  skipped: 0,
  successRate: null,
  averageMs: null,
  minMs: null,
  maxMs: null,
  p50Ms: null,
  p95Ms: null,
  queueP50Ms: null,
  queueP95Ms: null,
  ...differs,
})

/** One page that is all there is. */
export const pageOf = <Item>(items: readonly Item[]) => ({
  items,
  total: items.length,
  page: 1,
  limit: 25,
})

/** What stands in markup, as somebody reads it. */
export const textOf = (markup: string): string =>
  markup
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim()
