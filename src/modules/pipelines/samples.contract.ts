import type { ConnectionDefinition } from './connection.ts'
import type { FoundBranch, FoundDeployment, FoundJob, FoundProject, FoundRun } from './found.ts'

/** When the samples happen: 2027-01-15T08:00:00Z. */
export const noon = 1_800_000_000_000

export const aConnection = (
  differs: Partial<ConnectionDefinition> = {},
): ConnectionDefinition & { readonly owned: boolean } => ({
  name: 'github',
  platform: 'github',
  config: { url: 'https://api.github.com' },
  enabled: true,
  owned: false,
  ...differs,
})

export const aProject = (differs: Partial<FoundProject> = {}): FoundProject => ({
  externalId: '100',
  name: 'shop',
  fullName: 'Acme/shop',
  description: 'sells',
  visibility: 'private',
  avatarUrl: null,
  defaultBranch: 'main',
  webUrl: 'https://github.com/Acme/shop',
  lastActivityAt: noon - 1_000,
  archived: false,
  ...differs,
})

/** A run that went well, as a detail tells of it. */
export const aRun = (differs: Partial<FoundRun> = {}): FoundRun => ({
  externalId: '5000000001',
  attempt: 1,
  number: 1,
  title: 'ci',
  status: 'success',
  rawStatus: 'completed/success',
  ref: null,
  branch: 'main',
  sha: 'a1b2c3',
  author: 'ann',
  message: 'mend the till',
  trigger: 'push',
  webUrl: 'https://github.com/Acme/shop/actions/runs/5000000001',
  createdAt: noon,
  startedAt: noon + 1_000,
  finishedAt: noon + 61_000,
  durationMs: 60_000,
  queuedMs: 1_000,
  sourceTime: noon + 61_000,
  parent: null,
  partial: false,
  ...differs,
})

/** The same while it runs. */
export const running = (differs: Partial<FoundRun> = {}): FoundRun =>
  aRun({
    status: 'running',
    rawStatus: 'in_progress',
    finishedAt: null,
    durationMs: null,
    sourceTime: noon + 2_000,
    ...differs,
  })

export const aJob = (differs: Partial<FoundJob> = {}): FoundJob => ({
  externalId: '7',
  name: 'test',
  stage: null,
  status: 'success',
  rawStatus: 'completed/success',
  startedAt: noon + 1_000,
  finishedAt: noon + 31_000,
  durationMs: 30_000,
  queuedMs: null,
  webUrl: null,
  allowFailure: false,
  downstream: null,
  ...differs,
})

export const aBranch = (differs: Partial<FoundBranch> = {}): FoundBranch => ({
  name: 'main',
  sha: 'a1b2c3',
  author: 'ann',
  message: 'mend the till',
  committedAt: noon - 60_000,
  isDefault: true,
  webUrl: null,
  ...differs,
})

export const aDeployment = (differs: Partial<FoundDeployment> = {}): FoundDeployment => ({
  externalId: '31',
  environment: 'production',
  status: 'success',
  rawStatus: 'success',
  ref: 'main',
  sha: 'a1b2c3',
  author: 'ann',
  webUrl: null,
  createdAt: noon,
  finishedAt: noon + 90_000,
  sourceTime: noon + 90_000,
  run: '5000000001',
  ...differs,
})
