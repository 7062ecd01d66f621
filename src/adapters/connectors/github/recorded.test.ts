import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import {
  type FoundJob,
  type FoundRun,
  PlatformFault,
  type RunStatus,
} from '../../../modules/pipelines/index.ts'
import { csv, describeRecorded, json, recorded, rows } from '../recorded.contract.ts'
import { read } from './fields.ts'
import { jobOf, jobSchema } from './job.ts'
import { projectOf, projectSchema } from './project.ts'
import { runOf, runSchema } from './run.ts'
import { deploymentStatusOf } from './status.ts'
import { webhooks } from './webhooks.ts'
import {
  issueListSchema,
  issuesOf,
  mergeRequestOf,
  pullSchema,
  userOf,
  userSchema,
} from './work.ts'

/** How DevLake sums up a status: https://github.com/apache/incubator-devlake. It has no word for what it does not know. */
const coarse = {
  success: 'DONE/SUCCESS',
  warning: 'DONE/',
  failed: 'DONE/FAILURE',
  canceled: 'DONE/FAILURE',
  skipped: 'OTHER/',
  unknown: 'OTHER/',
  pending: 'IN_PROGRESS/',
  running: 'IN_PROGRESS/',
  waiting: 'IN_PROGRESS/',
} as const satisfies Record<RunStatus, string>

/** Where we say something else than DevLake, and why. */
const deliberate: ReadonlyMap<string, RunStatus> = new Map<string, RunStatus>([
  // GitHub gave it up after 14 days: nobody waits for it, and it did not go wrong.
  ['stale', 'canceled'],
  // Somebody has to act; there it is "other".
  ['action_required', 'waiting'],
  // It was asked for and is not queued yet.
  ['requested', 'pending'],
])

type Expected = Readonly<Record<string, string>>

const lastOf = (id = ''): string => id.split(':').at(-1) ?? ''
const secondsOf = (ms: number | null): number | null => (ms === null ? null : ms / 1_000)
const timeOf = (text = ''): number | null =>
  text === '' ? null : Date.parse(text.replace('+00:00', 'Z'))

function agrees(found: Pick<FoundRun | FoundJob, 'status' | 'rawStatus'>, row: Expected): void {
  const word = found.rawStatus.split('/').at(-1)?.toLowerCase() ?? ''
  const ours = deliberate.get(word)
  if (ours === undefined) expect(coarse[found.status]).toBe(`${row.status}/${row.result}`)
  else expect(found.status).toBe(ours)
}

/** A duration of ours is DevLake's, or there is none: it gives one to what is not over. */
function agreesOnTime(found: FoundRun | FoundJob, row: Expected): void {
  const isOver = row.status === 'DONE' || found.finishedAt !== null
  expect(secondsOf(found.durationMs)).toBe(isOver ? Number(row.duration_sec) : null)
  expect(found.finishedAt).toBe(isOver ? timeOf(row.finished_date) : null)
  if (found.startedAt !== null) expect(found.startedAt).toBe(timeOf(row.started_date))
}

const runs = () =>
  rows('devlake/github/runs.json').map(({ data }) => runOf(read(runSchema, data, 'the run')))

describeRecorded('what DevLake recorded of github.com', () => {
  test('runs: our status and duration are those of its own tables', () => {
    const expected = new Map(
      csv('devlake/github/expected/cicd_pipelines.csv').map((row) => [lastOf(row.id), row]),
    )
    const found = runs()
    expect(found).toHaveLength(35)
    expect(expected.size).toBe(35)
    for (const run of found) {
      const row = expected.get(run.externalId) ?? {}
      agrees(run, row)
      agreesOnTime(run, row)
      expect(run.title).toBe(row.name)
    }
  })

  test('jobs: our status and duration are those of its own tables', () => {
    const expected = new Map(
      csv('devlake/github/expected/cicd_tasks.csv').map((row) => [lastOf(row.id), row]),
    )
    const found = rows('devlake/github/jobs.json').map(({ data }) =>
      jobOf(read(jobSchema, data, 'the job')),
    )
    expect(found).toHaveLength(35)
    for (const job of found) {
      const row = expected.get(job.externalId) ?? {}
      agrees(job, row)
      agreesOnTime(job, row)
      expect(job.name).toBe(row.name)
    }
  })

  test('deployments: our status is that of its own tables', () => {
    for (const row of csv('devlake/github/expected/cicd_deployment_commits.csv')) {
      // `ACTIVE` is GraphQL’s word for a success that was not replaced.
      const state = row.original_status === 'ACTIVE' ? 'SUCCESS' : (row.original_status ?? '')
      expect(coarse[deploymentStatusOf(state)]).toBe(`${row.status}/${row.result}`)
    }
  })

  test('defect 3: a run that was started again took 334 s, not 116,619 s', () => {
    const run = runs().find(({ externalId }) => externalId === '2559400714')
    expect(run).toMatchObject({ attempt: 2, durationMs: 334_000 })
    expect((run?.finishedAt ?? 0) - Date.parse('2022-06-25T04:17:45Z')).toBe(116_619_000)
    expect(run?.createdAt).toBe(Date.parse('2022-06-26T12:35:50Z'))
  })

  test('runs of forks are not on our master, which three of them are called', () => {
    const isOfFork = ({ trigger, ref }: FoundRun) => trigger === 'pull_request' && ref !== null
    const forks = runs().filter(isOfFork)
    expect(forks.filter(({ ref }) => ref === 'hanfezh:master')).toHaveLength(3)
    expect(forks.map(({ branch }) => branch).filter((branch) => branch !== null)).toEqual([])
    expect(runs().filter(({ branch }) => branch === 'master')).toHaveLength(14)
  })

  test('issues are without pull requests', () => {
    const list = rows('devlake/github/issues.json').map(({ data }) => data)
    const found = issuesOf(read(issueListSchema, list, 'the issues'))
    expect(found).toHaveLength(list.filter((row) => !('pull_request' in row)).length)
    expect(found.length).toBeLessThan(list.length)
  })

  test('pull requests have a title, an author and two branches', () => {
    for (const { data } of rows('devlake/github/pull_requests.json')) {
      const found = mergeRequestOf(read(pullSchema, data, 'the pull request'))
      expect(found).toMatchObject({ number: data.number, targetBranch: expect.any(String) })
      expect([found.author, found.sourceBranch, found.title]).not.toContain(null)
    }
  })
})

describeRecorded('what go-scm recorded of the API', () => {
  test('repositories and the user are read', () => {
    const repositories = read(z.array(projectSchema), json('go-scm/github/repos.json'), 'the list')
    expect(repositories.map(projectOf)).toMatchObject([{ fullName: 'octocat/Hello-World' }])
    const user = read(userSchema, json('go-scm/github/user.json'), 'the user')
    expect(userOf(user)).toMatchObject({ login: 'octocat', externalId: '1' })
  })
})

/** What go-scm calls its files, as GitHub calls the event. */
const eventOfFile = (file: string): string => {
  const named: Readonly<Record<string, string>> = {
    branch_create: 'create',
    branch_delete: 'delete',
    tag_create: 'create',
    tag_delete: 'delete',
    pipeline_hook: 'workflow_run',
    deployment_commit: 'deployment',
    comment: 'issue_comment',
  }
  const stem = basename(file, '.json')
  const prefixes = ['push', 'release', 'merge_group', 'pr']
  const prefix = prefixes.find((word) => stem.startsWith(`${word}_`))
  return named[stem] ?? (prefix === 'pr' ? 'pull_request' : (prefix ?? stem))
}

type Recorded = { readonly event: string; readonly body: Uint8Array }
const examples = z.array(z.record(z.string(), z.unknown()))

function recordedDeliveries(): readonly Recorded[] {
  const ofScm = recorded('go-scm/github/webhooks')
  const ofOctokit = recorded('github-webhooks')
  return [
    ...readdirSync(ofScm).map((file) => ({
      event: eventOfFile(file),
      body: readFileSync(join(ofScm, file)),
    })),
    ...readdirSync(ofOctokit).flatMap((file) =>
      examples.parse(json(`github-webhooks/${file}`)).map((body) => ({
        event: basename(file, '.json'),
        body: Buffer.from(JSON.stringify(body)),
      })),
    ),
  ]
}

const secret = 'a secret'
const now = Date.parse('2026-01-22T20:00:00Z')

const delivered = ({ event, body }: Recorded) => ({
  headers: {
    'x-github-event': event,
    'x-github-delivery': 'one',
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  },
  token: null,
  body,
})

describeRecorded('recorded deliveries', () => {
  test('each is believed when it is signed, and not with one byte altered', () => {
    const all = recordedDeliveries()
    expect(all.length).toBeGreaterThan(100)
    for (const one of all) {
      const delivery = delivered(one)
      expect(webhooks.prove(delivery, secret, now)).toBe('ok')
      const altered = Uint8Array.from(one.body)
      altered[altered.length >> 1] = (altered[altered.length >> 1] ?? 0) ^ 1
      expect(webhooks.prove({ ...delivery, body: altered }, secret, now)).toBe('forged')
    }
  })

  test('each is read: runs, deployments and branches are there, the rest says nothing', () => {
    const counts: Record<string, number> = {}
    for (const one of recordedDeliveries()) {
      for (const notice of webhooks.read(delivered(one), now)) {
        expect(notice.project.fullName).toMatch(/^[^/]+\/[^/]+$/)
        expect(notice.found?.externalId).toBe(notice.project.externalId)
        const { runs = [], deployments = [], branches = [], asks = [] } = notice
        expect(runs.length + deployments.length + branches.length + asks.length).toBeGreaterThan(0)
        counts[one.event] = (counts[one.event] ?? 0) + 1
      }
    }
    expect(counts).toMatchInlineSnapshot(`
      {
        "check_suite": 8,
        "create": 1,
        "delete": 1,
        "deployment": 6,
        "deployment_status": 4,
        "push": 5,
        "workflow_job": 8,
        "workflow_run": 6,
      }
    `)
  })

  test('one that is cut off is malformed, or says nothing', () => {
    for (const one of recordedDeliveries()) {
      const cut = { ...one, body: one.body.subarray(0, one.body.length >> 1) }
      try {
        expect(webhooks.read(delivered(cut), now)).toEqual([])
      } catch (error) {
        expect(error).toBeInstanceOf(PlatformFault)
        expect(error).toMatchObject({ kind: 'malformed' })
      }
    }
  })
})

const vectors = z.array(
  z.object({
    platform: z.string(),
    secret: z.string(),
    body: z.string(),
    header: z.record(z.string(), z.string()),
  }),
)

describeRecorded('signatures that others published', () => {
  test('the one of GitHub’s documentation is right, and those of other platforms prove nothing', () => {
    for (const vector of vectors.parse(json('harness/signature-vectors.json'))) {
      const headers = Object.fromEntries(
        Object.entries(vector.header).map(([name, value]) => [name.toLowerCase(), value]),
      )
      const delivery = { headers, token: null, body: Buffer.from(vector.body) }
      // Gitea's, which are signed as GitHub's too, come to a connection of their own.
      const isLikeGithub = /^(github|gitea)/.test(vector.platform)
      const proof = webhooks.prove(delivery, vector.secret, now)
      expect([vector.platform, proof]).toEqual([vector.platform, isLikeGithub ? 'ok' : 'unsigned'])
    }
  })
})
