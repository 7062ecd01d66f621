import type { FoundBranch, FoundProject, FoundUser } from '../../../modules/pipelines/index.ts'
import type { BranchJob, Item, User } from './bodies.ts'
import { revisionOf } from './git.ts'
import { branchOfJob } from './paths.ts'

/** Folders, and folders of an organization, hold jobs; a multibranch project's are its branches. */
const isMultibranch = ({ _class, jobs }: Item): boolean =>
  jobs !== null && /MultiBranch/i.test(_class ?? '')
export const isFolder = (item: Item): boolean => item.jobs !== null && !isMultibranch(item)

/** Jenkins does not tell the default branch, so it is taken to be one of these, where there is one. */
const usual = ['main', 'master']

/** A job, or a multibranch project with all of its branches. Its full name is all that it has as an id. */
export function projectOf(item: Item, fullName: string): FoundProject {
  const jobs = isMultibranch(item) ? (item.jobs ?? []) : []
  const branches = new Set(jobs.map(({ name }) => name))
  return {
    externalId: fullName,
    name: item.name,
    fullName,
    description: item.description,
    visibility: null,
    avatarUrl: null,
    defaultBranch: usual.find((name) => branches.has(name)) ?? null,
    webUrl: item.url,
    lastActivityAt: item.lastBuild?.timestamp ?? null,
    archived: item.buildable === false || item.color === 'disabled',
  }
}

/** A branch that never was built has no commit that Jenkins tells, and of no commit it tells the time. */
export function branchOf(job: BranchJob, defaultBranch: string | null): FoundBranch {
  const name = branchOfJob(job.name)
  return {
    name,
    sha: revisionOf(job.lastBuild?.actions ?? null, name).sha,
    author: null,
    message: null,
    committedAt: null,
    isDefault: name === defaultBranch,
    webUrl: job.url,
  }
}

/** The branch that built last comes first. */
export const byLastBuild = (jobs: readonly BranchJob[]): readonly BranchJob[] =>
  jobs.toSorted((one, other) => (other.lastBuild?.timestamp ?? 0) - (one.lastBuild?.timestamp ?? 0))

export const userOf = ({ id, fullName, absoluteUrl }: User): FoundUser => ({
  externalId: id,
  login: id,
  name: fullName,
  avatarUrl: null,
  webUrl: absoluteUrl,
})
