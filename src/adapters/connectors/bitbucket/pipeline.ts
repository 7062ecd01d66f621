import { z } from 'zod'
import { type FoundJob, type FoundRun, isFinal } from '../../../modules/pipelines/index.ts'
import { exact, firstLine, line, name, seconds, word } from '../fields.ts'
import { account, count, instant, links, maybe, time } from './fields.ts'
import { pipelineStatus, type State, wordsOf } from './status.ts'

const stateSchema = z
  .object({
    name: word,
    result: maybe(z.object({ name: word })),
    stage: maybe(z.object({ name: word })),
  })
  .transform(
    (state): State => ({
      name: state.name,
      result: state.result?.name ?? null,
      stage: state.stage?.name ?? null,
    }),
  )

const targetSchema = z.object({
  ref_type: word,
  ref_name: exact,
  /** Of a pull request. */
  source: exact,
  commit: maybe(z.object({ hash: exact, message: firstLine })),
  selector: maybe(z.object({ type: word, pattern: line })),
})
type Target = z.output<typeof targetSchema>

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pipelines/ */
export const pipelineSchema = z.object({
  uuid: name,
  build_number: count,
  /** A pipeline whose failed steps were run again keeps its uuid. */
  run_number: count,
  run_creation_date: time,
  state: stateSchema,
  created_on: instant,
  completed_on: time,
  duration_in_seconds: seconds,
  target: maybe(targetSchema),
  creator: account,
  trigger: maybe(z.object({ type: word, name: word })),
  repository: maybe(z.object({ links })),
})
export type Pipeline = z.output<typeof pipelineSchema>

function refOf(target: Target | null): Pick<FoundRun, 'branch' | 'ref'> {
  const given = target?.ref_name ?? target?.source ?? null
  const isTag = /tag/i.test(target?.ref_type ?? '')
  if (given === null) return { branch: null, ref: null }
  return isTag ? { branch: null, ref: `refs/tags/${given}` } : { branch: given, ref: null }
}

/** `push` of `pipeline_trigger_push`, else of `PUSH`. */
function triggerOf({ trigger }: Pipeline): string | null {
  const type = trigger?.type?.replace(/^pipeline_trigger_/, '')
  return (type ?? trigger?.name)?.toLowerCase() ?? null
}

/** The name of one that is started by hand is all the name that a pipeline has. */
const titleOf = ({ target }: Pipeline): string | null =>
  target?.selector?.type === 'custom' ? target.selector.pattern : null

const encoded = (fullName: string): string => fullName.split('/').map(encodeURIComponent).join('/')

/** The API does not tell its page: it is below that of its repository. */
function pageOf({ repository, build_number }: Pipeline, fullName: string): string | null {
  const home = repository?.links?.html?.href ?? `https://bitbucket.org/${encoded(fullName)}`
  return build_number === null
    ? null
    : `${home.replace(/\/+$/, '')}/pipelines/results/${build_number}`
}

/**
 * A pipeline. How long it took is what Bitbucket counts: between its creation and its end it also
 * waits and pauses (146 s where it worked for 18 s). The time of its state is its end, else its
 * creation; and never before that, since a pipeline that fails at once may have ended some
 * milliseconds before it was created, by Bitbucket's own clocks.
 */
export function runOf(pipeline: Pipeline, fullName: string): FoundRun {
  const status = pipelineStatus(pipeline.state)
  const createdAt = pipeline.run_creation_date ?? pipeline.created_on
  const { completed_on: completedAt } = pipeline
  const finishedAt =
    pipeline.state.name === 'COMPLETED' && completedAt !== null
      ? Math.max(completedAt, createdAt)
      : null
  return {
    externalId: pipeline.uuid,
    attempt: Math.max(1, pipeline.run_number ?? 1),
    number: pipeline.build_number,
    title: titleOf(pipeline),
    status,
    rawStatus: wordsOf(pipeline.state),
    ...refOf(pipeline.target),
    sha: pipeline.target?.commit?.hash ?? null,
    author: pipeline.creator,
    message: pipeline.target?.commit?.message ?? null,
    trigger: triggerOf(pipeline),
    webUrl: pageOf(pipeline, fullName),
    createdAt,
    // Only its steps tell when it was started, and how long it waited before.
    startedAt: null,
    finishedAt,
    durationMs: finishedAt === null ? null : pipeline.duration_in_seconds,
    queuedMs: null,
    sourceTime: finishedAt ?? createdAt,
    parent: null,
    partial: false,
  }
}

export const stepSchema = z.object({
  uuid: name,
  name: line,
  state: stateSchema,
  started_on: time,
  completed_on: time,
  duration_in_seconds: seconds,
})

export function jobOf(step: z.output<typeof stepSchema>): FoundJob {
  const status = pipelineStatus(step.state)
  const isOver = isFinal(status)
  return {
    externalId: step.uuid,
    name: step.name ?? 'Step',
    stage: null,
    status,
    rawStatus: wordsOf(step.state),
    startedAt: step.started_on,
    finishedAt: isOver ? step.completed_on : null,
    durationMs: isOver ? step.duration_in_seconds : null,
    queuedMs: null,
    webUrl: null,
    allowFailure: false,
    downstream: null,
  }
}
