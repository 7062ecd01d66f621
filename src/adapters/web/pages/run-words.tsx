import type { FoundRun } from '../../../modules/pipelines/index.ts'
import { hx, plain, spanText } from '../fragments/index.ts'

type Named = Pick<FoundRun, 'title' | 'number'>

/** `deploy #812`, as people call it. */
export const runName = ({ title, number }: Named): string => {
  const name = title === null || title === '' ? 'run' : title
  return number === null ? name : `${name} #${number}`
}

/** As much of a commit's hash as people say. */
export const shortSha = (sha: string): string => sha.slice(0, 8)

type CommitProps = Pick<FoundRun, 'sha' | 'message' | 'author'>

/** What was built, and whose it is. */
export const Commit = ({ sha, message, author }: CommitProps) => (
  <span class="commit" {...hx({ 'hx-ignore': true })}>
    {sha !== null && <code title={plain(sha)}>{plain(shortSha(sha))}</code>}{' '}
    {message !== null && <span>{plain(message)}</span>}
    {author !== null && <small>{plain(author)}</small>}
  </span>
)

export function durationText(ms: number | null): string {
  if (ms === null) return '–'
  return ms < 1_000 ? '< 1 s' : spanText(ms)
}
