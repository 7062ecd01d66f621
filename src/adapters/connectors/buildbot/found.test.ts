import { expect, test } from 'vitest'
import { describeRecorded, json } from '../recorded.contract.ts'
import { builders, builds, buildsets, changes, requests, steps } from './bodies.ts'
import { branchesOf, jobOf, projectOf, runOf } from './found.ts'
import type { Work } from './work.ts'

const server = 'https://ci.example.com/buildbot'
const s = 1_795_859_573
const sha = 'ddb1ec3898674b656eabdfd25a328cb980bfb1b1'

/** Parsed as it comes over the wire. */
function aWork(
  wire: {
    readonly request?: Readonly<Record<string, unknown>>
    readonly build?: Readonly<Record<string, unknown>> | null
    readonly change?: Readonly<Record<string, unknown>>
    readonly sourcestamp?: Readonly<Record<string, unknown>>
    readonly attempt?: number
  } = {},
): Work {
  const { buildrequests } = requests.parse({
    buildrequests: [
      {
        buildrequestid: 7,
        buildsetid: 5,
        builderid: 2,
        complete: false,
        complete_at: null,
        results: -1,
        submitted_at: s,
        ...wire.request,
      },
    ],
  })
  const sets = buildsets.parse({
    buildsets: [
      {
        bsid: 5,
        reason: "The AnyBranchScheduler scheduler named 'all' triggered this build",
        sourcestamps: [{ branch: 'main', revision: sha, ...wire.sourcestamp }],
      },
    ],
  })
  const built = builds.parse({
    builds:
      wire.build === null
        ? []
        : [
            {
              buildid: 9,
              buildrequestid: 7,
              builderid: 2,
              number: 4,
              complete: false,
              complete_at: null,
              results: null,
              started_at: s + 12,
              properties: {},
              ...wire.build,
            },
          ],
  })
  const [request] = buildrequests
  if (request === undefined) throw new Error('no request')
  const told = changes.parse({
    changes: [
      {
        revision: sha,
        author: 'Ada Keeper <ada@lighthouse.example>',
        comments: 'light the lamp\n\nat last',
        when_timestamp: s - 60,
        ...wire.change,
      },
    ],
  })
  return {
    request,
    build: built.builds[0] ?? null,
    attempt: wire.attempt ?? 1,
    buildset: sets.buildsets[0] ?? null,
    revision: sets.buildsets[0]?.sourcestamps[0]?.revision ?? null,
    change: told.changes[0] ?? null,
  }
}

test('a run is a request and its build, with the times of both', () => {
  const build = { complete: true, complete_at: s + 42, results: 2 }
  expect(runOf(aWork({ build, attempt: 2 }), server)).toEqual({
    externalId: '7',
    attempt: 2,
    number: 4,
    title: null,
    status: 'failed',
    rawStatus: 'failure',
    ref: null,
    branch: 'main',
    sha,
    author: 'Ada Keeper',
    message: 'light the lamp',
    trigger: "The AnyBranchScheduler scheduler named 'all' triggered this build",
    webUrl: 'https://ci.example.com/buildbot/#/builders/2/builds/4',
    createdAt: s * 1_000,
    startedAt: (s + 12) * 1_000,
    finishedAt: (s + 42) * 1_000,
    durationMs: 30_000,
    queuedMs: 12_000,
    sourceTime: (s + 42) * 1_000,
    parent: null,
    partial: false,
  })
})

test('a request that no worker has taken waits, and its page is its own', () => {
  expect(runOf(aWork({ build: null }), server)).toMatchObject({
    status: 'pending',
    rawStatus: 'unclaimed',
    number: null,
    webUrl: 'https://ci.example.com/buildbot/#/buildrequests/7',
    startedAt: null,
    durationMs: null,
    queuedMs: null,
    sourceTime: s * 1_000,
  })
})

test('a request that ended without a build is what it ended as', () => {
  const request = { complete: true, complete_at: s + 3, results: 6 }
  expect(runOf(aWork({ request, build: null }), server)).toMatchObject({
    status: 'canceled',
    rawStatus: 'cancelled',
    finishedAt: (s + 3) * 1_000,
    durationMs: null,
    sourceTime: (s + 3) * 1_000,
  })
})

test.each([
  [0, 'success', 'success'],
  [1, 'warning', 'warnings'],
  [2, 'failed', 'failure'],
  [3, 'skipped', 'skipped'],
  [4, 'failed', 'exception'],
  [5, 'pending', 'retry'],
  [6, 'canceled', 'cancelled'],
  [7, 'unknown', 'results 7'],
  [-1, 'unknown', 'results -1'],
  [null, 'unknown', 'results null'],
])('a build that is over with results %j is %s', (results, status, rawStatus) => {
  const build = { complete: true, complete_at: s + 42, results }
  expect(runOf(aWork({ build }), server)).toMatchObject({ status, rawStatus })
})

test('a build that is not over runs, whatever results it has', () => {
  expect(runOf(aWork({ build: { results: 2 } }), server)).toMatchObject({
    status: 'running',
    rawStatus: 'building',
    finishedAt: null,
    durationMs: null,
  })
})

test('a clock that goes back makes no time below zero', () => {
  const build = { started_at: s - 5, complete: true, complete_at: s - 9, results: 0 }
  expect(runOf(aWork({ build }), server)).toMatchObject({ durationMs: 0, queuedMs: 0 })
})

test('a branch is as its newest build had it', () => {
  const works = [
    aWork({ change: { comments: 'newest' } }),
    aWork({ sourcestamp: { branch: 'feature/x' } }),
    aWork({ change: { comments: 'older' } }),
    aWork({ sourcestamp: { branch: null } }),
  ]
  expect(branchesOf(works, 'main')).toMatchObject([
    { name: 'main', sha, message: 'newest', isDefault: true, committedAt: (s - 60) * 1_000 },
    { name: 'feature/x', isDefault: false },
  ])
})

test('a builder that no master has any more is archived', () => {
  const [gone, there] = builders
    .parse({
      builders: [
        { builderid: 1, name: 'old', masterids: [] },
        { builderid: 2, name: 'lamp/a b', masterids: [1], description: 'lights it' },
      ],
    })
    .builders.map((builder) => projectOf(builder, server))
  expect(gone).toMatchObject({ externalId: '1', archived: true })
  expect(there).toMatchObject({
    externalId: '2',
    fullName: 'lamp/a b',
    description: 'lights it',
    archived: false,
    webUrl: 'https://ci.example.com/buildbot/#/builders/2',
  })
})

describeRecorded('recorded answers', () => {
  test('give builders, builds, changes and steps', () => {
    const [project] = builders.parse(json('buildbot-recorded/builders.json')).builders
    expect(project && projectOf(project, server)).toMatchObject({ externalId: '1', name: 'demo' })

    const list =
      'buildbot-recorded/builds_order_-buildid_property_branch_property_revision_limi.json'
    const { buildrequests } = requests.parse(json('buildbot-recorded/buildrequests.json'))
    const runs = builds.parse(json(list)).builds.map((build) => {
      const request = buildrequests.find((one) => one.buildrequestid === build.buildrequestid)
      if (request === undefined) throw new Error('no request')
      return runOf({ ...aWork(), request, build }, server)
    })
    expect(runs).toMatchObject([
      { externalId: '3', number: 3, status: 'success', durationMs: 0 },
      { externalId: '2', number: 2, status: 'success', queuedMs: 1_000 },
      { externalId: '1', number: 1, status: 'failed', durationMs: 1_000 },
    ])

    const told = changes.parse(json('buildbot-recorded/builds_1_changes.json')).changes
    expect(told).toMatchObject([{ author: 't', comments: 'three still broken' }])

    const shown = steps.parse(json('buildbot-recorded/builders_1_builds_1_steps.json')).steps
    expect(shown.map((step) => jobOf(step, null))).toMatchObject([
      { externalId: '1', name: 'worker_preparation', status: 'success' },
      { externalId: '2', name: 'git', status: 'success', durationMs: 0 },
      { externalId: '3', name: 'test', status: 'failed', rawStatus: 'failure', durationMs: 1_000 },
    ])
  })
})
