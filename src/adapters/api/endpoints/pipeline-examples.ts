/** Examples of projects, runs and figures for the document. */
export const runMark = {
  id: 812,
  status: 'failed',
  branch: 'main',
  sha: 'acb5820ced9479c074f688cc328bf03f341a511d',
  author: 'ana',
  message: 'Round prices up, not down',
  web_url: 'https://github.com/acme/shop/actions/runs/30433642',
  attempt: 2,
  number: 562,
  title: 'CI',
  created_at: '2026-12-31T14:21:00Z',
  started_at: '2026-12-31T14:21:12Z',
  finished_at: '2026-12-31T14:26:46Z',
  duration_ms: 334_000,
}

export const run = {
  ...runMark,
  external_id: '30433642',
  project_id: 7,
  raw_status: 'completed/failure',
  ref: null,
  trigger: 'push',
  queued_ms: 12_000,
  parent: null,
}

export const project = {
  id: 7,
  connection: 'github-main',
  platform: 'github',
  external_id: '1296269',
  name: 'shop',
  full_name: 'acme/shop',
  description: 'The shop of Acme',
  visibility: 'private',
  avatar_url: 'https://avatars.githubusercontent.com/u/583231?v=4',
  default_branch: 'main',
  web_url: 'https://github.com/acme/shop',
  archived: false,
  status: 'failed',
  freshness: 'fresh',
  trouble: null,
  recent: ['failed', 'success', 'success', 'warning'],
  active: true,
  latest: runMark,
  last_activity_at: '2026-12-31T14:26:46Z',
}

const job = {
  external_id: '399444496',
  name: 'test (24)',
  stage: null,
  status: 'failed',
  raw_status: 'completed/failure',
  allow_failure: false,
  web_url: 'https://github.com/acme/shop/actions/runs/30433642/job/399444496',
  started_at: '2026-12-31T14:21:24Z',
  finished_at: '2026-12-31T14:26:40Z',
  duration_ms: 316_000,
  queued_ms: 12_000,
  downstream: null,
}

export const runDetail = {
  ...run,
  project,
  attempts: [run, { ...run, id: 809, attempt: 1, status: 'canceled' }],
  jobs: [job],
  children: [],
  parent_run: null,
}

export const branch = {
  name: 'main',
  default: true,
  sha: runMark.sha,
  author: 'ana',
  message: 'Round prices up, not down',
  committed_at: '2026-12-31T14:20:40Z',
  web_url: 'https://github.com/acme/shop/tree/main',
  latest: runMark,
}

export const fresh = { state: 'fresh', fetched_at: '2026-12-31T14:29:30Z', error: null }
export const loading = { state: 'loading', fetched_at: null, error: null }

export const mergeRequest = {
  number: 1347,
  title: 'Round prices fairly',
  author: 'ben',
  source_branch: 'fair-prices',
  target_branch: 'main',
  sha: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
  draft: false,
  web_url: 'https://github.com/acme/shop/pull/1347',
  created_at: '2026-12-30T10:00:00Z',
  updated_at: '2026-12-31T11:12:00Z',
}

export const issue = {
  number: 1301,
  title: 'Prices end in odd cents',
  author: 'cleo',
  labels: ['bug'],
  web_url: 'https://github.com/acme/shop/issues/1301',
  created_at: '2026-12-29T08:30:00Z',
  updated_at: '2026-12-31T09:00:00Z',
}

export const insights = {
  project_id: 7,
  from: '2026-12-02T00:00:00Z',
  to: '2026-12-31T14:30:00Z',
  flaky_jobs: [{ name: 'e2e', runs: 118, flakes: 9 }],
  red_ms: 5_400_000,
  red_share: 0.002,
}

const figures = {
  total: 42,
  success: 36,
  failed: 4,
  canceled: 1,
  skipped: 0,
  success_rate: 0.9,
  average_ms: 301_200,
  min_ms: 42_000,
  max_ms: 912_000,
  p50_ms: 290_000,
  p95_ms: 700_000,
  queue_p50_ms: 8_000,
  queue_p95_ms: 31_000,
}
const shop = { project_id: 7, full_name: 'acme/shop', platform: 'github', ...figures }

export const statistics = {
  from: '2026-12-31',
  to: '2026-12-31',
  time_zone: 'Europe/Berlin',
  totals: figures,
  days: [{ day: '2026-12-31', ...figures }],
  platforms: [{ platform: 'github', ...figures }],
  most_active: [shop],
  slowest: [shop],
  most_failing: [shop],
}

const placed = {
  id: 55,
  project_id: 7,
  project: 'acme/shop',
  external_id: '1042',
  environment: 'production',
  status: 'success',
  raw_status: 'success',
  ref: 'main',
  sha: runMark.sha,
  author: 'ana',
  web_url: 'https://github.com/acme/shop/deployments/1042',
  run_id: 812,
  created_at: '2026-12-31T14:00:00Z',
  finished_at: '2026-12-31T14:03:10Z',
}

export const deployment = { ...placed, platform: 'github' }

export const environments = {
  environments: ['production'],
  projects: [
    {
      project_id: 7,
      project: 'acme/shop',
      cells: [{ environment: 'production', latest: placed, last_success: placed }],
    },
  ],
}

/** What the WebSocket tells of a run that ended. */
export const runAnnouncement = {
  ProjectID: 12,
  Project: 'acme/shop',
  RunID: 345,
  Branch: 'main',
  SHA: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
  Status: 'failed',
  Turn: 'broken',
  Timestamp: '2026-12-31T14:30:00Z',
}
