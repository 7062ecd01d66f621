import {
  type FoundBranch,
  type FoundMergeRequest,
  type FoundProject,
  type FoundRun,
  type FoundUser,
  isFinal,
} from '../../../modules/pipelines/index.ts'
import {
  type ServerBranch,
  type ServerBuild,
  type ServerCommit,
  type ServerPullRequest,
  type ServerRepository,
  type ServerUser,
  selfOf,
} from './server-bodies.ts'
import { buildStatus } from './status.ts'

export function projectOf(repository: ServerRepository): FoundProject {
  const { slug, project } = repository
  return {
    // A number, which a change of project or of name leaves as it is.
    externalId: repository.id,
    name: repository.name ?? slug,
    fullName: `${project.key}/${slug}`,
    description: repository.description,
    visibility: repository.public === null ? null : repository.public ? 'public' : 'private',
    avatarUrl: null,
    // The list does not tell it.
    defaultBranch: null,
    webUrl: selfOf(repository.links)?.replace(/\/browse$/, '') ?? null,
    lastActivityAt: null,
    archived: repository.archived === true,
  }
}

/** What a build was reported for: a commit, and the branch that it was found on. */
export type BuiltCommit = { readonly commit: ServerCommit; readonly branch: string | null }

/** `sha:key`: a key is of one plan, and each commit has its own status of it. */
export const runIdOf = (sha: string, key: string): string => `${sha}:${key}`

/** The hash and the key that an id tells, `null` of a text that is none. */
export function runPlaceOf(runId: string): { readonly sha: string; readonly key: string } | null {
  const form = /^(?<sha>[0-9a-f]{7,64}):(?<key>.+)$/s.exec(runId)
  return form?.groups === undefined
    ? null
    : { sha: form.groups.sha ?? '', key: form.groups.key ?? '' }
}

/** Where a text counts builds. */
const numberOf = (text: string | null): number | null =>
  text !== null && /^#?\d{1,9}$/.test(text) ? Number(text.replace('#', '')) : null

/**
 * A status that another server reported for a commit, as a run. Bitbucket keeps the latest status of
 * a key only, and old releases just the time of that; `null` for one without any time.
 */
export function runOf(build: ServerBuild, { commit, branch }: BuiltCommit): FoundRun | null {
  const updatedAt = build.updatedDate ?? build.dateAdded ?? build.createdDate
  const createdAt = build.createdDate ?? updatedAt
  if (updatedAt === null || createdAt === null) return null
  const status = buildStatus(build.state)
  const isOver = isFinal(status)
  return {
    externalId: runIdOf(commit.id, build.key),
    attempt: 1,
    number: numberOf(build.buildNumber),
    title: build.name ?? build.key,
    status,
    rawStatus: build.state ?? '',
    ref: null,
    branch: /^refs\/heads\/(?<name>.+)$/s.exec(build.ref ?? '')?.groups?.name ?? branch,
    sha: commit.id,
    author: commit.author,
    message: commit.message,
    trigger: null,
    webUrl: build.url,
    createdAt,
    startedAt: null,
    finishedAt: isOver ? updatedAt : null,
    durationMs: isOver ? build.duration : null,
    queuedMs: null,
    sourceTime: updatedAt,
    parent: null,
    partial: false,
  }
}

export const branchOf = (branch: ServerBranch, page: string | null): FoundBranch => ({
  name: branch.displayId,
  sha: branch.latestCommit,
  author: branch.metadata?.author ?? null,
  message: branch.metadata?.message ?? null,
  committedAt: branch.metadata?.authorTimestamp ?? null,
  isDefault: branch.isDefault === true,
  webUrl:
    page === null
      ? null
      : `${page}/browse?at=${encodeURIComponent(`refs/heads/${branch.displayId}`)}`,
})

export const mergeRequestOf = (pull: ServerPullRequest): FoundMergeRequest => ({
  number: pull.id,
  title: pull.title ?? `#${pull.id}`,
  author: pull.author?.user ?? null,
  sourceBranch: pull.fromRef?.displayId ?? null,
  targetBranch: pull.toRef?.displayId ?? null,
  sha: pull.fromRef?.latestCommit ?? null,
  draft: pull.draft === true,
  webUrl: selfOf(pull.links),
  createdAt: pull.createdDate,
  updatedAt: pull.updatedDate,
})

export const userOf = (user: ServerUser): FoundUser => ({
  externalId: user.id,
  login: user.name,
  name: user.displayName,
  avatarUrl: null,
  webUrl: selfOf(user.links),
})
