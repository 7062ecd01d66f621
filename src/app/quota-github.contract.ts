import type { Routes } from '../adapters/connectors/replay-platform.contract.ts'
import type { EpochMs } from '../kernel/index.ts'
import { createDice } from '../kernel/virtual-time.contract.ts'
import { repositoryOf } from './platform-house.contract.ts'

/*
 * A GitHub on which runs happen in virtual time: its lists say how each run stands now, and each
 * change of one has its deliveries.
 */

export type GithubPlan = {
  readonly repositories: number
  /** Of all repositories together. */
  readonly runsADay: number
  /** When the first day begins; runs happened on the days before it too. */
  readonly from: EpochMs
  readonly days: number
  readonly daysBefore: number
  readonly jobsARun: number
  /** The hour at which people begin to work: four of five runs happen within ten hours from it. */
  readonly busyFrom: number
  readonly seed: number
}

export type Happening = {
  readonly id: number
  readonly repository: number
  readonly createdAt: EpochMs
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
  readonly succeeds: boolean
}

export type Sent = {
  readonly at: EpochMs
  readonly event: 'push' | 'workflow_run' | 'workflow_job'
  readonly id: string
  readonly body: object
}

export type VirtualGithub = {
  /** In order of their creation. */
  readonly runs: readonly Happening[]
  /** In order of time; those of the days before were sent to nobody. */
  readonly deliveries: readonly Sent[]
  /** What the replay server has where, at this moment. */
  routes(now: () => EpochMs, headers: () => Readonly<Record<string, string>>): () => Routes
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

export function createVirtualGithub(plan: GithubPlan): VirtualGithub {
  const runs = happeningsOf(plan)
  const byRepository = Map.groupBy(runs, ({ repository }) => repository)
  const deliveries = runs
    .filter(({ createdAt }) => createdAt >= plan.from)
    .flatMap((run) => deliveriesOf(run, plan.jobsARun))
    .sort((a, b) => a.at - b.at)
  return {
    runs,
    deliveries,
    routes(now, headers) {
      const answer: Answering = (body) => () => ({ body: body(now()), headers: headers() })
      const fixed = fixedRoutes(plan.repositories, byRepository, answer)
      let since = Number.NEGATIVE_INFINITY
      let all: Routes = fixed
      return () => {
        if (now() - since >= hourMs) {
          since = now()
          all = { ...fixed, ...runRoutes(runs, since, { answer, jobs: plan.jobsARun }) }
        }
        return all
      }
    },
  }
}

type Answering = (body: (now: EpochMs) => unknown) => () => object
type ByRepository = ReadonlyMap<number, readonly Happening[]>

function fixedRoutes(repositories: number, runs: ByRepository, answer: Answering): Routes {
  const numbers = Array.from({ length: repositories }, (_, number) => number)
  const of = (number: number) => runs.get(number) ?? []
  const lists = numbers.flatMap((number) => {
    const base = `repos/${nameOf(number)}`
    return [
      [`${base}/actions/runs`, answer((now) => listed(of(number), now))],
      [`${base}/branches`, answer((now) => [branchOf(of(number), now)])],
      [`${base}/deployments`, answer(() => [])],
    ] as const
  })
  return {
    user: answer(() => ({ id: 1, login: 'ann' })),
    'user/repos': answer((now) => numbers.map((one) => described(one, lastPush(of(one), now)))),
    ...Object.fromEntries(lists),
  }
}

/** Of those that may be asked for in the next hour: with all of them, finding one takes long. */
function runRoutes(
  runs: readonly Happening[],
  since: EpochMs,
  { answer, jobs }: { readonly answer: Answering; readonly jobs: number },
): Routes {
  const near = runs.filter(
    ({ createdAt, endedAt }) => createdAt < since + hourMs && endedAt > since - 2 * hourMs,
  )
  const routes = near.flatMap((run) => {
    const path = `repos/${nameOf(run.repository)}/actions/runs/${run.id}`
    return [
      [path, answer((now) => runAt(run, now))],
      [
        `${path}/attempts/1/jobs`,
        answer((now) => jobsOf(run, jobs).map((job) => jobAt(run, job, now))),
      ],
    ] as const
  })
  return Object.fromEntries(routes)
}

function happeningsOf(plan: GithubPlan): readonly Happening[] {
  const { from, days, daysBefore, runsADay, repositories, busyFrom } = plan
  const dice = createDice(plan.seed)
  const runs: Omit<Happening, 'id'>[] = []
  for (let day = -daysBefore; day < days; day += 1) {
    for (let one = 0; one < runsADay; one += 1) {
      const hour = dice.chance(0.8) ? busyFrom + 10 * dice.next() : 24 * dice.next()
      const createdAt = from + day * dayMs + wholeSeconds(hour * hourMs)
      const startedAt = createdAt + 1_000 * dice.whole(2, 40)
      runs.push({
        repository: dice.whole(0, repositories - 1),
        createdAt,
        startedAt,
        endedAt: startedAt + 1_000 * dice.whole(60, 900),
        succeeds: dice.chance(0.85),
      })
    }
  }
  runs.sort((a, b) => a.createdAt - b.createdAt)
  return runs.map((run, index) => ({ ...run, id: 9_000_000_000 + index }))
}

const wholeSeconds = (ms: number): number => Math.floor(ms / 1_000) * 1_000
const text = (at: EpochMs): string => new Date(at).toISOString()
const nameOf = (repository: number): string => `acme/shop-${repository}`

const described = (repository: number, pushedAt: EpochMs) => ({
  ...repositoryOf(4_100_000_000 + repository, nameOf(repository)),
  pushed_at: text(pushedAt),
})

type Span = Pick<Happening, 'createdAt' | 'startedAt' | 'endedAt' | 'succeeds'>

function stateAt({ createdAt, startedAt, endedAt, succeeds }: Span, now: EpochMs) {
  if (now >= endedAt) {
    const conclusion = succeeds ? 'success' : 'failure'
    return { status: 'completed', conclusion, updatedAt: endedAt }
  }
  const isRunning = now >= startedAt
  const status = isRunning ? 'in_progress' : 'queued'
  return { status, conclusion: null, updatedAt: isRunning ? startedAt : createdAt }
}

function runAt(run: Happening, now: EpochMs) {
  const { status, conclusion, updatedAt } = stateAt(run, now)
  return {
    id: run.id,
    name: 'build',
    run_number: run.id - 8_999_999_999,
    run_attempt: 1,
    event: 'push',
    status,
    conclusion,
    head_branch: 'main',
    head_sha: shaOf(run.id),
    html_url: `https://github.example/runs/${run.id}`,
    created_at: text(run.createdAt),
    run_started_at: text(run.createdAt),
    updated_at: text(updatedAt),
    actor: { login: 'ann' },
    head_commit: { message: `Sell lamps of kind ${run.id}` },
  }
}

/** Jobs begin one after another, and end so: the last one with the run. */
function jobsOf(run: Happening, count: number): readonly (Span & { readonly job: number })[] {
  const part = (run.endedAt - run.startedAt) / count
  return Array.from({ length: count }, (_, job) => ({
    ...run,
    job,
    startedAt: run.startedAt + wholeSeconds((part * job) / 2),
    endedAt: job === count - 1 ? run.endedAt : run.startedAt + wholeSeconds(part * (job + 1)),
  }))
}

function jobAt(run: Happening, job: Span & { readonly job: number }, now: EpochMs) {
  const { status, conclusion } = stateAt(job, now)
  return {
    id: run.id * 10 + job.job,
    run_id: run.id,
    run_attempt: 1,
    name: `job ${job.job + 1}`,
    status,
    conclusion,
    created_at: text(run.createdAt),
    started_at: status === 'queued' ? null : text(job.startedAt),
    completed_at: status === 'completed' ? text(job.endedAt) : null,
  }
}

const shaOf = (id: number): string => String(id).padStart(40, '0')

/** Newest first, as GitHub has them, and no more than anybody reads. */
const listed = (runs: readonly Happening[], now: EpochMs) =>
  runs
    .filter(({ createdAt }) => createdAt <= now)
    .slice(-100)
    .reverse()
    .map((run) => runAt(run, now))

const newestAt = (runs: readonly Happening[], now: EpochMs) =>
  runs.findLast(({ createdAt }) => createdAt <= now)

const lastPush = (runs: readonly Happening[], now: EpochMs): EpochMs =>
  newestAt(runs, now)?.createdAt ?? now - 30 * dayMs

const branchOf = (runs: readonly Happening[], now: EpochMs) => ({
  name: 'main',
  commit: { sha: shaOf(newestAt(runs, now)?.id ?? 0) },
})

const changesOf = ({ createdAt, startedAt, endedAt }: Span, first: string) => [
  { at: createdAt, action: first },
  { at: startedAt, action: 'in_progress' },
  { at: endedAt, action: 'completed' },
]

/** A push, three changes of each job, and three of the run. */
function deliveriesOf(run: Happening, jobs: number): readonly Sent[] {
  const repository = described(run.repository, run.createdAt)
  const head = { id: shaOf(run.id), message: 'Sell lamps', timestamp: text(run.createdAt) }
  const push = { ref: 'refs/heads/main', after: head.id, head_commit: head, repository }
  return [
    { at: run.createdAt, event: 'push', id: `push ${run.id}`, body: push },
    ...jobsOf(run, jobs).flatMap((job) =>
      changesOf(job, 'queued').map(({ at, action }): Sent => {
        const body = { action, workflow_job: jobAt(run, job, at), repository }
        return { at, event: 'workflow_job', id: `job ${run.id} ${job.job} ${action}`, body }
      }),
    ),
    ...changesOf(run, 'requested').map(({ at, action }): Sent => {
      const body = { action, workflow_run: runAt(run, at), repository }
      return { at, event: 'workflow_run', id: `run ${run.id} ${action}`, body }
    }),
  ]
}
