/** Where a run is: a branch has no ref, and what is no branch has one. */
export type Place = { readonly branch: string | null; readonly ref: string | null }

const ofBranches = 'refs/heads/'

/**
 * What a pipeline's `ref` means. It is the bare name of a branch or of a tag, which only `tag` tells
 * apart, or a full ref: `refs/merge-requests/5/head` (https://docs.gitlab.com/ci/pipelines/merge_request_pipelines/).
 * Lists have no `tag`: there a tag is taken for a branch, until the pipeline itself is asked.
 */
export function placeOf(ref: string | null, tag: boolean | null): Place {
  if (ref === null) return { branch: null, ref: null }
  if (ref.startsWith(ofBranches)) return { branch: ref.slice(ofBranches.length), ref: null }
  if (tag === true || ref.startsWith('refs/')) return { branch: null, ref }
  return { branch: ref, ref: null }
}
