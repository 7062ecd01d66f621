import type { Ask, FoundRun, ProjectKey } from '../../../modules/pipelines/index.ts'
import type { HttpClient } from '../http/client.ts'
import { serverRepository } from './address.ts'
import { read } from './fields.ts'
import { branchSchema, buildSchema, commitSchema } from './server-bodies.ts'
import { type BuiltCommit, runOf, runPlaceOf } from './server-map.ts'
import { serverListOf } from './server-pages.ts'

/*
 * Data Center runs no builds. Other servers report to it how theirs of a commit went, and these
 * reports of the newest commits of a branch are what stands for runs.
 */

/** Commits whose reports are read, one call each. */
export const mostCommits = 25
/** Reports of one commit. */
const mostBuilds = 100

/** Where older releases have what newer ones have elsewhere. */
const orOlder = [404]

/** The name of the default branch, `null` of a repository without a commit. */
export async function defaultBranchOf(
  http: HttpClient,
  project: ProjectKey,
  ask: Ask,
): Promise<string | null> {
  if (project.defaultBranch !== null) return project.defaultBranch
  const path = serverRepository(project.fullName)
  const call = { ...ask, expect: orOlder }
  const newer = await http.get(`${path}/default-branch`, call)
  // Before 7.5 it was called so; a repository without a commit has neither.
  const answer = newer.status === 404 ? await http.get(`${path}/branches/default`, call) : newer
  if (answer.status === 404 || answer.body === null) return null
  return read(branchSchema, answer.body, 'The default branch').displayId
}

export async function commitsOf(
  http: HttpClient,
  project: ProjectKey,
  { branch, limit, ...ask }: Ask & { readonly branch: string; readonly limit: number },
): Promise<readonly BuiltCommit[]> {
  const commits = await serverListOf(http, `${serverRepository(project.fullName)}/commits`, {
    ...ask,
    item: commitSchema,
    what: 'The list of commits',
    limit: Math.min(limit, mostCommits),
    query: { until: `refs/heads/${branch}` },
  })
  return commits.map((commit) => ({ commit, branch }))
}

/** What was reported for a commit. */
export async function runsOfCommit(
  http: HttpClient,
  built: BuiltCommit,
  ask: Ask,
): Promise<readonly FoundRun[]> {
  const path = `build-status/1.0/commits/${encodeURIComponent(built.commit.id)}`
  const what = 'The list of build statuses'
  const builds = await serverListOf(http, path, {
    ...ask,
    item: buildSchema,
    what,
    limit: mostBuilds,
  })
  return builds.map((build) => runOf(build, built)).filter((run) => run !== null)
}

/** Reports of several commits, newest first. */
export async function runsOfCommits(
  http: HttpClient,
  commits: readonly BuiltCommit[],
  ask: Ask,
): Promise<readonly FoundRun[]> {
  // The client bounds how many of these are under way at once.
  const runs = await Promise.all(commits.map((built) => runsOfCommit(http, built, ask)))
  return runs.flat().toSorted((one, other) => other.createdAt - one.createdAt)
}

/** The report of one key on one commit. Where it tells no branch, it is taken to be of the default one, as in the list. */
export async function runOfId(
  http: HttpClient,
  { project, runId }: { readonly project: ProjectKey; readonly runId: string },
  ask: Ask,
): Promise<FoundRun | null> {
  const place = runPlaceOf(runId)
  if (place === null) return null
  const path = `${serverRepository(project.fullName)}/commits/${encodeURIComponent(place.sha)}`
  const answer = await http.get(path, { ...ask, expect: [404] })
  if (answer.status === 404) return null
  const commit = read(commitSchema, answer.body, 'A commit')
  const branch = await defaultBranchOf(http, project, ask)
  const runs = await runsOfCommit(http, { commit, branch }, ask)
  return runs.find((run) => run.externalId === runId) ?? null
}
