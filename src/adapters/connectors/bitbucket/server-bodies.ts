import { z } from 'zod'
import { exact, firstLine, line, link, name, word } from '../fields.ts'
import { flag, id, maybe, millis } from './fields.ts'

/*
 * The few fields of Bitbucket Data Center that are used. Times are milliseconds since 1970.
 * https://developer.atlassian.com/server/bitbucket/rest/
 */

/** `{self: [{href}]}` */
const linksSchema = maybe(z.object({ self: maybe(z.array(z.object({ href: link }))) }))

export const selfOf = (links: z.output<typeof linksSchema>): string | null =>
  links?.self?.[0]?.href ?? null

const personSchema = maybe(
  z.object({ name: line, displayName: line }).transform((one) => one.displayName ?? one.name),
)

export const repositorySchema = z.object({
  id,
  slug: name,
  name: line,
  description: line,
  public: flag,
  archived: flag,
  project: z.object({ key: name }),
  links: linksSchema,
})
export type ServerRepository = z.output<typeof repositorySchema>

const commitMark = 'com.atlassian.bitbucket.server.bitbucket-branch:latest-commit-metadata'

export const branchSchema = z.object({
  displayId: name,
  latestCommit: exact,
  isDefault: flag,
  /** Only where details were asked for. */
  metadata: maybe(
    z.object({
      [commitMark]: maybe(
        z.object({ message: firstLine, authorTimestamp: millis, author: personSchema }),
      ),
    }),
  ).transform((metadata) => metadata?.[commitMark] ?? null),
})
export type ServerBranch = z.output<typeof branchSchema>

export const commitSchema = z.object({
  id: name,
  message: firstLine,
  author: personSchema,
})
export type ServerCommit = z.output<typeof commitSchema>

export const buildSchema = z.object({
  key: name,
  state: word,
  name: line,
  url: link,
  /** Since 7.4; any text. */
  buildNumber: exact,
  ref: exact,
  duration: millis,
  dateAdded: millis,
  createdDate: millis,
  updatedDate: millis,
})
export type ServerBuild = z.output<typeof buildSchema>

const endSchema = maybe(z.object({ displayId: exact, latestCommit: exact }))

export const pullRequestSchema = z.object({
  id: z.int().nonnegative(),
  title: line,
  author: maybe(z.object({ user: personSchema })),
  draft: flag,
  fromRef: endSchema,
  toRef: endSchema,
  createdDate: millis,
  updatedDate: millis,
  links: linksSchema,
})
export type ServerPullRequest = z.output<typeof pullRequestSchema>

export const userSchema = z.object({
  id,
  name,
  displayName: line,
  links: linksSchema,
})
export type ServerUser = z.output<typeof userSchema>
