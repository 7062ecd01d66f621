import { z } from 'zod'
import { oneLine } from '../../../kernel/index.ts'
import { PlatformFault } from '../../../modules/pipelines/index.ts'

/*
 * The few fields that are used of https://docs.buildbot.net/current/developer/raml/. What can be done
 * without may be missing or of another form, and is then `null`. Texts are bounded here, once.
 */

/** A number that says which one it is. */
const id = z.int().nonnegative()
const count = z.int().nonnegative().nullable().catch(null)

/** Seconds since 1970; milliseconds to us. */
const time = z
  .number()
  .nonnegative()
  .transform((seconds) => Math.round(seconds * 1_000))
const timeOrNull = time.nullable().catch(null)

const flag = z.boolean().catch(false)

/** Text for people, in one line. */
const line = z
  .string()
  .nullable()
  .catch(null)
  .transform((text) => (text === null ? null : oneLine(text) || null))

/** The first line of a commit's message. */
const firstLine = z
  .string()
  .nullable()
  .catch(null)
  .transform((text) =>
    text === null ? null : oneLine(text.trimStart().split('\n', 1)[0] ?? '') || null,
  )

/** A name that means something only when it is whole: a branch, a revision. */
const exact = z.string().min(1).max(1_024).nullable().catch(null)

/** Somebody as version control writes them, without the address: `Ada <ada@host.example>`. */
const person = line.transform((text) => text?.replace(/ *<[^<>]*>$/, '') || text)

const builder = z.object({
  builderid: id,
  name: z.string().min(1).max(1_024),
  description: line,
  masterids: z.array(id).nullable().catch(null),
})
export type Builder = z.output<typeof builder>
export const builders = z.object({ builders: z.array(builder) })

const request = z.object({
  buildrequestid: id,
  buildsetid: id,
  builderid: id,
  complete: flag,
  complete_at: timeOrNull,
  results: z.int().nullable().catch(null),
  submitted_at: time,
})
export type Request = z.output<typeof request>
export const requests = z.object({ buildrequests: z.array(request) })

/** A property comes with where it is from. Of several codebases a revision is an object, which names no one commit. */
const exactProperty = z.tuple([exact], z.unknown()).transform(([text]) => text)
const personProperty = z.tuple([person], z.unknown()).transform(([name]) => name)

const build = z.object({
  buildid: id,
  buildrequestid: id,
  builderid: id,
  number: count,
  complete: flag,
  complete_at: timeOrNull,
  results: z.int().nullable().catch(null),
  started_at: time,
  properties: z
    .object({
      got_revision: exactProperty.nullable().default(null).catch(null),
      owner: personProperty.nullable().default(null).catch(null),
    })
    .catch({ got_revision: null, owner: null }),
})
export type Build = z.output<typeof build>
export const builds = z.object({ builds: z.array(build) })

const buildset = z.object({
  bsid: id,
  reason: line,
  sourcestamps: z.array(z.object({ branch: exact, revision: exact })).catch([]),
})
export type Buildset = z.output<typeof buildset>
export const buildsets = z.object({ buildsets: z.array(buildset) })

const change = z.object({
  revision: exact,
  author: person,
  comments: firstLine,
  when_timestamp: timeOrNull,
})
export type Change = z.output<typeof change>
export const changes = z.object({ changes: z.array(change) })

const step = z.object({
  stepid: id,
  name: z.string().transform((text) => oneLine(text)),
  complete: flag,
  complete_at: timeOrNull,
  started_at: timeOrNull,
  results: z.int().nullable().catch(null),
  hidden: flag,
})
export type Step = z.output<typeof step>
export const steps = z.object({ steps: z.array(step) })

/** What a status push is about. */
export const statusPush = z.object({
  buildrequestid: id,
  builderid: id,
  complete: flag,
  builder: z.object({ name: exact }).nullable().catch(null),
})

/** What a schema makes of something from outside. Throws `PlatformFault('malformed')`, which names the field and no value. */
export function read<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const path = result.error.issues[0]?.path.join('.') ?? ''
  const place = path === '' ? '' : ` at ${oneLine(path, 100)}`
  throw new PlatformFault(
    'malformed',
    `${what} of Buildbot has another form than documented${place}`,
  )
}
