import type {
  FoundBranch,
  FoundDeployment,
  FoundJob,
  FoundProject,
  FoundRun,
} from '../../../../modules/pipelines/index.ts'

/*
 * Findings as the database can hold them. Texts of strangers may have a NUL or half of a surrogate
 * pair, which PostgreSQL refuses, and any length; times may have come from a division.
 */

const idMost = 500
const wordsMost = 1_000
const urlMost = 2_000

export const storableText = (text: string, most = wordsMost): string =>
  text.replaceAll('\0', '').slice(0, most).toWellFormed()

const maybe = (text: string | null, most?: number): string | null =>
  text === null ? null : storableText(text, most)

const whole = (value: number | null): number | null =>
  value === null || !Number.isFinite(value) ? null : Math.round(value)

export const storableId = (id: string): string => storableText(id, idMost)

export const storableProject = (found: FoundProject): FoundProject => ({
  externalId: storableId(found.externalId),
  name: storableText(found.name),
  fullName: storableText(found.fullName),
  description: maybe(found.description),
  visibility: found.visibility,
  avatarUrl: maybe(found.avatarUrl, urlMost),
  defaultBranch: maybe(found.defaultBranch),
  webUrl: maybe(found.webUrl, urlMost),
  lastActivityAt: whole(found.lastActivityAt),
  archived: found.archived,
})

export const storableRun = (found: FoundRun): FoundRun => ({
  externalId: storableId(found.externalId),
  attempt: Math.max(1, Math.round(found.attempt)),
  number: whole(found.number),
  title: maybe(found.title),
  status: found.status,
  rawStatus: storableText(found.rawStatus),
  ref: maybe(found.ref),
  branch: maybe(found.branch),
  sha: maybe(found.sha),
  author: maybe(found.author),
  message: maybe(found.message),
  trigger: maybe(found.trigger),
  webUrl: maybe(found.webUrl, urlMost),
  createdAt: Math.round(found.createdAt),
  startedAt: whole(found.startedAt),
  finishedAt: whole(found.finishedAt),
  durationMs: whole(found.durationMs),
  queuedMs: whole(found.queuedMs),
  sourceTime: Math.round(found.sourceTime),
  parent:
    found.parent === null
      ? null
      : {
          project: found.parent.project === null ? null : storableId(found.parent.project),
          run: storableId(found.parent.run),
        },
  partial: found.partial,
})

export const storableJob = (found: FoundJob): FoundJob => ({
  externalId: storableId(found.externalId),
  name: storableText(found.name),
  stage: maybe(found.stage),
  status: found.status,
  rawStatus: storableText(found.rawStatus),
  startedAt: whole(found.startedAt),
  finishedAt: whole(found.finishedAt),
  durationMs: whole(found.durationMs),
  queuedMs: whole(found.queuedMs),
  webUrl: maybe(found.webUrl, urlMost),
  allowFailure: found.allowFailure,
  downstream:
    found.downstream === null
      ? null
      : {
          project: found.downstream.project === null ? null : storableId(found.downstream.project),
          run: storableId(found.downstream.run),
          status: found.downstream.status,
          webUrl: maybe(found.downstream.webUrl, urlMost),
        },
})

export const storableBranch = (found: FoundBranch): FoundBranch => ({
  name: storableText(found.name),
  sha: maybe(found.sha),
  author: maybe(found.author),
  message: maybe(found.message),
  committedAt: whole(found.committedAt),
  isDefault: found.isDefault,
  webUrl: maybe(found.webUrl, urlMost),
})

export const storableDeployment = (found: FoundDeployment): FoundDeployment => ({
  externalId: storableId(found.externalId),
  environment: storableText(found.environment),
  status: found.status,
  rawStatus: storableText(found.rawStatus),
  ref: maybe(found.ref),
  sha: maybe(found.sha),
  author: maybe(found.author),
  webUrl: maybe(found.webUrl, urlMost),
  createdAt: Math.round(found.createdAt),
  finishedAt: whole(found.finishedAt),
  sourceTime: Math.round(found.sourceTime),
  run: found.run === null ? null : storableId(found.run),
})
