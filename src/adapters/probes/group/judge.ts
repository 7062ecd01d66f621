import type { ServiceId } from '../../../kernel/index.ts'
import type { Reached } from './cycle.ts'

export type GroupJudgement = {
  readonly status: 'up' | 'down' | 'unknown'
  readonly message: string
  readonly evidence: Readonly<Record<string, string | number>>
}

/** A line names this many; the evidence counts all of them. */
const mostNamed = 5

/**
 * Whether enough members are up. Degraded ones are; those that were deleted are not; paused ones
 * are left out, and a group of nothing but those is not up either. Where it hangs on members that
 * are unknown the group is too: nobody is woken by what nobody knows.
 * @param atLeast how many must be up; `null` for all that are not paused
 */
export function judgeGroup(
  ids: readonly ServiceId[],
  standings: Reached,
  atLeast: number | null,
): GroupJudgement {
  const members = ids.map((id) => {
    const { name = `service ${id}`, status = 'deleted' } = standings.get(id) ?? {}
    return { name, status }
  })
  const active = members.filter(({ status }) => status !== 'paused')
  const bad = active.filter(({ status }) => status !== 'up' && status !== 'degraded')
  const unknown = bad.filter(({ status }) => status === 'unknown').length
  const good = active.length - bad.length
  const needed = atLeast ?? Math.max(1, active.length)
  const counts = `${good} of ${active.length} up`
  const evidence = { up: good, needed, paused: members.length - active.length, not_up: bad.length }
  if (good >= needed) return { status: 'up', message: withNames(counts, bad), evidence }
  if (active.length === 0) return { status: 'down', message: 'every member is paused', evidence }
  const message = withNames(`${counts}, needed ${needed}`, bad)
  return { status: good + unknown >= needed ? 'unknown' : 'down', message, evidence }
}

type Member = { readonly name: string; readonly status: string }

function withNames(text: string, members: readonly Member[]): string {
  if (members.length === 0) return text
  const named = members.slice(0, mostNamed).map(({ name, status }) => `${name} is ${status}`)
  const more = members.length - named.length
  return `${text}: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
