import { z } from 'zod'
import { exact, firstLine, line, link, name, word } from '../fields.ts'
import { allOf, flag, instant, millis, someOf } from './fields.ts'

/* The few fields that are used: https://www.jenkins.io/doc/book/using/remote-access-api/ */

const causeSchema = z.object({
  _class: word,
  shortDescription: line,
  userId: line,
  userName: line,
  upstreamProject: exact,
  upstreamBuild: millis,
})
export type Cause = z.output<typeof causeSchema>

/** Actions are whatever plugins leave on a build. */
const actionsSchema = someOf(
  z.object({
    lastBuiltRevision: z
      .object({ SHA1: exact, branch: someOf(z.object({ name: exact })) })
      .nullable()
      .catch(null),
    causes: someOf(causeSchema),
    queuingDurationMillis: millis,
  }),
)
export type Actions = z.output<typeof actionsSchema>

const changesSchema = z.object({
  items: someOf(
    z.object({
      commitId: exact,
      msg: firstLine,
      author: z.object({ fullName: line }).nullable().catch(null),
    }),
  ),
})

export const buildSchema = z.object({
  number: z.int().nonnegative(),
  timestamp: instant,
  duration: millis,
  building: flag,
  result: word,
  url: link,
  actions: actionsSchema,
  /** Of a freestyle job; a pipeline has several, in `changeSets`. */
  changeSet: changesSchema.nullable().catch(null),
  changeSets: someOf(changesSchema),
})
export type Build = z.output<typeof buildSchema>

export const branchJobSchema = z.object({
  name,
  url: link,
  lastBuild: z.object({ timestamp: millis, actions: actionsSchema }).nullable().catch(null),
})
export type BranchJob = z.output<typeof branchJobSchema>

/** A job with its builds, or a multibranch project with the jobs of its branches. */
export const historySchema = z.object({
  allBuilds: allOf(buildSchema),
  jobs: allOf(branchJobSchema),
})

export const branchesSchema = z.object({ jobs: allOf(branchJobSchema) })

const itemSchema = z.object({
  _class: word,
  name,
  fullName: exact,
  url: link,
  description: line,
  buildable: flag,
  color: word,
  lastBuild: z.object({ timestamp: millis }).nullable().catch(null),
  jobs: someOf(z.object({ name: exact })),
})
export type Item = z.output<typeof itemSchema>

export const folderSchema = z.object({ jobs: allOf(itemSchema) })

const stageSchema = z.object({
  id: name,
  name: line,
  status: word,
  startTimeMillis: millis,
  durationMillis: millis,
  pauseDurationMillis: millis,
  _links: z
    .object({ self: z.object({ href: exact }).nullable().catch(null) })
    .nullable()
    .catch(null),
})
export type Stage = z.output<typeof stageSchema>

/** https://plugins.jenkins.io/pipeline-rest-api/ */
export const describeSchema = z.object({ stages: allOf(stageSchema) })

export const userSchema = z.object({ id: name, fullName: line, absoluteUrl: link })
export type User = z.output<typeof userSchema>
