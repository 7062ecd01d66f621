import { z } from 'zod'
import { type FieldError, fieldErrors, oneLine } from '../../../kernel/index.ts'
import { PlatformFault } from '../../../modules/pipelines/index.ts'

/*
 * The document of docs/webhooks.md. Members are added to it, never changed. Whoever writes it reads
 * our answer: what is wrong is said with its place. Names and ids that are too long are refused, since
 * they mean something only when they are whole; texts for people are cut.
 */

const mostText = 20_000
const mostJobs = 1_000
const mostMs = 10 * 365 * 86_400_000

/** What may be missing, or `null`, which is the same. */
const may = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().default(null)

const needed = { error: 'is needed, as text' }

const name = z
  .string(needed)
  .trim()
  .min(1, 'is needed, as text')
  .max(200, 'must be at most 200 characters')
  .refine((text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text), 'must have no control characters')

/** A number is the text that it is written as. */
const id = z.union(
  [z.int().nonnegative().transform(String), name],
  'is needed, as text or a number',
)

const line = z
  .string('must be text')
  .max(mostText, `must be at most ${mostText} characters`)
  .transform((text) => oneLine(text) || null)

const firstLine = z
  .string('must be text')
  .max(mostText, `must be at most ${mostText} characters`)
  .transform((text) => oneLine(text.trimStart().split('\n', 1)[0] ?? '') || null)

const url = z
  .string('must be text')
  .max(2_048, 'must be at most 2048 characters')
  .refine(
    (text) => /^https?:\/\/[^/]/i.test(text) && URL.canParse(text),
    'must be an address such as https://ci.example.com/1',
  )

/** RFC 3339, 5.6; milliseconds since 1970 to us. */
const form = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/
const noTime = 'must be a time such as 2026-11-28T09:30:00Z'
const time = z.string(noTime).transform((text, context) => {
  const at = form.test(text) ? instantOf(text) : null
  // Before 1970 nothing was built.
  if (at !== null && at >= 0) return at
  context.addIssue({ code: 'custom', message: noTime })
  return z.NEVER
})

/** Unlike `Date.parse`, this knows how many days a month has. */
function instantOf(text: string): number | null {
  try {
    return Temporal.Instant.from(text).epochMilliseconds
  } catch {
    return null
  }
}

const milliseconds = z
  .number('must be a number of milliseconds')
  .nonnegative('must not be negative')
  .max(mostMs, 'must be at most ten years')
  .transform(Math.round)

const positive = z.int('must be a whole number from 1').min(1, 'must be a whole number from 1')

type Span = { readonly started_at: number | null; readonly finished_at: number | null }
const inOrder = ({ started_at: from, finished_at: to }: Span): boolean =>
  from === null || to === null || from <= to
const order = { message: 'must not be before started_at', path: ['finished_at'] }

const project = z.strictObject(
  {
    name,
    id: may(id),
    url: may(url),
    description: may(line),
    default_branch: may(name),
  },
  'is needed: a name, or an object with one',
)

const job = z
  .strictObject(
    {
      name,
      id: may(id),
      stage: may(line),
      status: name,
      started_at: may(time),
      finished_at: may(time),
      duration_ms: may(milliseconds),
      url: may(url),
      allow_failure: z.boolean('must be true or false').default(false),
    },
    'must be an object',
  )
  .refine(inOrder, order)

const run = z
  .strictObject(
    {
      id,
      attempt: may(positive),
      number: may(positive),
      status: name,
      title: may(line),
      branch: may(name),
      ref: may(name),
      sha: may(name),
      author: may(line),
      message: may(firstLine),
      trigger: may(line),
      url: may(url),
      created_at: may(time),
      started_at: may(time),
      finished_at: may(time),
      updated_at: may(time),
      duration_ms: may(milliseconds),
      jobs: may(z.array(job, 'must be a list').max(mostJobs, `must be at most ${mostJobs} jobs`)),
    },
    'must be an object',
  )
  .refine(inOrder, order)

const deployment = z.strictObject(
  {
    id,
    environment: name,
    status: name,
    ref: may(name),
    sha: may(name),
    author: may(line),
    url: may(url),
    created_at: may(time),
    finished_at: may(time),
    updated_at: may(time),
    run_id: may(id),
  },
  'must be an object',
)

const schema = z
  .strictObject(
    {
      project: z.preprocess(
        (value) => (typeof value === 'string' ? { name: value } : value),
        project,
      ),
      run: may(run),
      deployment: may(deployment),
    },
    'must be a JSON object',
  )
  .refine(({ run, deployment }) => run !== null || deployment !== null, {
    message: 'is needed, or deployment',
    path: ['run'],
  })

export type Report = z.output<typeof schema>
export type ReportedProject = Report['project']
export type ReportedRun = z.output<typeof run>
export type ReportedJob = z.output<typeof job>
export type ReportedDeployment = z.output<typeof deployment>

/** Members of each object, by the last name on the way to it. */
const members: Readonly<Record<string, readonly string[]>> = {
  body: Object.keys(schema.shape),
  project: Object.keys(project.shape),
  run: Object.keys(run.shape),
  jobs: Object.keys(job.shape),
  deployment: Object.keys(deployment.shape),
}

function errorsOf(issue: z.core.$ZodIssue): readonly FieldError[] {
  const within = issue.path.findLast((step) => typeof step === 'string') ?? 'body'
  return fieldErrors([issue], {
    unknown: 'is no member of this document',
    known: members[String(within)] ?? [],
  })
}

const mostErrors = 5

/** Throws `PlatformFault('malformed')`: what is wrong, where, and what to do about it. */
export function reportOf(body: Uint8Array): Report {
  const result = schema.safeParse(parsed(body))
  if (result.success) return result.data
  const errors = result.error.issues.flatMap(errorsOf).slice(0, mostErrors)
  const said = errors.map(({ path, message }) => `${oneLine(path, 100)} ${message}`).join('; ')
  throw new PlatformFault('malformed', `${oneLine(said, 800)}. See docs/webhooks.md.`)
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    // Not as the cause: the message of a syntax error has a piece of the body in it.
    throw new PlatformFault('malformed', 'body must be JSON in UTF-8. See docs/webhooks.md.')
  }
}
