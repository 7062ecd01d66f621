import type { Actions } from './bodies.ts'

/** Where a build's commit comes from: branch and ref are never both there. */
export type Revision = {
  readonly sha: string | null
  readonly branch: string | null
  readonly ref: string | null
}

const remotes = /^(?:refs\/remotes\/[^/]+\/|refs\/heads\/|(?:remotes\/)?origin\/)(?<branch>.+)$/s

/**
 * A name as the Git plugin has it: `refs/remotes/origin/main`, `origin/main`, `refs/tags/v1`,
 * `detached`. The remote is no part of a branch.
 */
export function refOf(name: string | null): Pick<Revision, 'branch' | 'ref'> {
  if (name === null || name === 'detached') return { branch: null, ref: null }
  const branch = remotes.exec(name)?.groups?.branch
  if (branch !== undefined) return { branch, ref: null }
  return name.startsWith('refs/') ? { branch: null, ref: name } : { branch: name, ref: null }
}

/**
 * The revision that was built. Shared libraries leave one of theirs too, often before that of the
 * build: where the branch is known, the one of that branch is meant.
 */
export function revisionOf(actions: Actions, branch: string | null): Revision {
  const found = (actions ?? []).flatMap(({ lastBuiltRevision: last }): Revision[] =>
    last === null ? [] : [{ sha: last.SHA1, ...refOf(last.branch?.[0]?.name ?? null) }],
  )
  const none = { sha: null, branch: null, ref: null }
  return found.find((one) => branch !== null && one.branch === branch) ?? found[0] ?? none
}
