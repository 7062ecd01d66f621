/*
 * How Jenkins names things. A full name is the names of folders and of the job with `/` between them;
 * in a path each stands behind `job/`. Since a name may hold no `/`, the job of the branch `feature/x`
 * is called `feature%2Fx`, and its path is `job/feature%252Fx/`.
 */

/** `job/a/job/b/` of `a/b`. */
export const jobPath = (fullName: string): string =>
  fullName
    .split('/')
    .map((name) => `job/${encodeURIComponent(name)}/`)
    .join('')

/** What no item's name may hold, and a branch's may: `Jenkins.checkGoodName`. */
const unfit = /[\p{Cc}?*/\\%!@#$^&|<>[\]:;]/gu

/** `feature%2Fx` of the branch `feature/x`, as the Branch API plugin's `NameEncoder` writes it. */
export const branchJobOf = (branch: string): string =>
  branch.replace(unfit, (unit) =>
    [...new TextEncoder().encode(unit)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  )

/** `feature/x` of the job `feature%2Fx`. */
export const branchOfJob = (name: string): string => decoded(name) ?? name

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

/** Where a build is: `job` is the branch's job of a multibranch project, `null` of any other. */
export type BuildPlace = { readonly job: string | null; readonly number: number }

/** `12`, or `feature%2Fx#12`: every branch of a multibranch project counts for itself. */
export const runIdOf = ({ job, number }: BuildPlace): string =>
  job === null ? String(number) : `${job}#${number}`

/** The place that an id tells, `null` of a text that is none. */
export function placeOf(runId: string): BuildPlace | null {
  const form = /^(?:(?<job>.+)#)?(?<number>\d{1,10})$/s.exec(runId)
  if (form === null) return null
  return { job: form.groups?.job ?? null, number: Number(form.groups?.number) }
}

/** The path of a build of a project. */
export const buildPath = (project: string, { job, number }: BuildPlace): string =>
  `${jobPath(project)}${job === null ? '' : jobPath(job)}${number}/`

/** A job and, where the address leads to one, a build. `names` is from the root down. */
export type JobAddress = { readonly names: readonly string[]; readonly number: number | null }

/**
 * Reads the address of a job or a build, absolute or not: `https://ci/jenkins/view/all/job/a/job/b/12/`.
 * `null` of one that leads to neither.
 */
export function addressOf(url: string): JobAddress | null {
  const path = url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '')
  const form = /(?:^|\/)(?<jobs>job\/[^/]+(?:\/job\/[^/]+)*)(?:\/(?<number>\d{1,10}))?\/?$/.exec(
    path,
  )
  if (form === null) return null
  const names = (form.groups?.jobs ?? '').slice('job/'.length).split('/job/').map(decoded)
  if (!names.every((name) => name !== null && name !== '')) return null
  const number = form.groups?.number
  return {
    names: names.filter((name) => name !== null),
    number: number === undefined ? null : Number(number),
  }
}
