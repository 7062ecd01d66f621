import { z } from 'zod'
import { type FoundRun, isFinal, PlatformFault } from '../../../modules/pipelines/index.ts'
import { exact, line, link, seconds } from '../fields.ts'
import { count, flagOrNull, id, person, time, word } from './fields.ts'
import { placeOf } from './ref.ts'
import { statusOf, withWarnings } from './status.ts'
import { latestOf } from './times.ts'

/** A pipeline as a list has it, or, with times, as it is told of itself (https://docs.gitlab.com/api/pipelines/). */
export const pipelineSchema = z.object({
  id,
  iid: count,
  name: line,
  status: word,
  source: line,
  ref: exact,
  tag: flagOrNull,
  sha: exact,
  web_url: link,
  user: person,
  created_at: time,
  updated_at: time,
  started_at: time,
  finished_at: time,
  duration: seconds,
  queued_duration: seconds,
  detailed_status: z.object({ group: word }).nullable().catch(null),
})
export type Pipeline = z.output<typeof pipelineSchema>

/** Pipelines keep their id when jobs are retried, and are the same attempt. */
export const onlyAttempt = 1

/**
 * A run. A retried pipeline runs again under its id with the `finished_at` and the duration of before,
 * so those count only once it is over. `updated_at` less `created_at` is no duration: it has the
 * time in it that nobody worked on it.
 */
export function runOf(
  pipeline: Pipeline,
  { partial, message }: { readonly partial: boolean; readonly message: string | null },
): FoundRun {
  const rawStatus =
    pipeline.detailed_status?.group === withWarnings ? withWarnings : pipeline.status
  const status = statusOf(rawStatus)
  const over = isFinal(status)
  const { created_at, updated_at, started_at, finished_at } = pipeline
  const createdAt = created_at ?? updated_at ?? started_at
  if (createdAt === null) throw new PlatformFault('malformed', 'a pipeline of GitLab has no time')
  return {
    externalId: pipeline.id,
    attempt: onlyAttempt,
    number: pipeline.iid,
    title: pipeline.name,
    status,
    rawStatus,
    ...placeOf(pipeline.ref, pipeline.tag),
    sha: pipeline.sha,
    author: pipeline.user,
    message,
    trigger: pipeline.source,
    webUrl: pipeline.web_url,
    createdAt,
    startedAt: started_at,
    finishedAt: over ? finished_at : null,
    durationMs: over ? pipeline.duration : null,
    queuedMs: pipeline.queued_duration,
    sourceTime: updated_at ?? latestOf([createdAt, started_at, finished_at]) ?? createdAt,
    // No answer of the API names it; the Pipeline Hook does, and the parent's bridges.
    parent: null,
    partial,
  }
}
