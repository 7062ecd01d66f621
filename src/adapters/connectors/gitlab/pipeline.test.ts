import { describe, expect, test } from 'vitest'
import { csv, describeRecorded, rows } from '../recorded.contract.ts'
import { read } from './fields.ts'
import { pipelineSchema, runOf } from './pipeline.ts'

const pipeline = {
  id: 46,
  iid: 11,
  project_id: 1,
  status: 'success',
  source: 'push',
  ref: 'main',
  sha: 'a91957a858320c0e17f3a0eca7cfacbff50ea29a',
  web_url: 'https://gitlab.example.com/foo/bar/-/pipelines/46',
  created_at: '2024-01-01T10:00:00.000Z',
  updated_at: '2024-01-02T09:00:00.100Z',
}
const detail = {
  ...pipeline,
  tag: false,
  name: 'Nightly',
  user: { id: 1, name: 'Ann', username: 'ann' },
  started_at: '2024-01-01T10:00:05.000Z',
  finished_at: '2024-01-02T09:00:00.000Z',
  duration: 123,
  queued_duration: 5.25,
  detailed_status: { group: 'success' },
}
const runFrom = (body: unknown, partial = false, message: string | null = null) =>
  runOf(read(pipelineSchema, body, 'a pipeline'), { partial, message })

describe('a pipeline', () => {
  test('of a list has no times of its own, nobody who started it, and says that it is partial', () => {
    expect(runFrom(pipeline, true)).toEqual({
      externalId: '46',
      attempt: 1,
      number: 11,
      title: null,
      status: 'success',
      rawStatus: 'success',
      ref: null,
      branch: 'main',
      sha: pipeline.sha,
      author: null,
      message: null,
      trigger: 'push',
      webUrl: pipeline.web_url,
      createdAt: Date.UTC(2024, 0, 1, 10),
      startedAt: null,
      finishedAt: null,
      durationMs: null,
      queuedMs: null,
      sourceTime: Date.UTC(2024, 0, 2, 9, 0, 0, 100),
      parent: null,
      partial: true,
    })
  })

  test('by itself has the duration that GitLab counted, never the time between creation and update', () => {
    const run = runFrom(detail, false, 'Fix it')
    expect(run).toMatchObject({
      title: 'Nightly',
      author: 'Ann',
      message: 'Fix it',
      durationMs: 123_000,
      queuedMs: 5_250,
      startedAt: Date.UTC(2024, 0, 1, 10, 0, 5),
      finishedAt: Date.UTC(2024, 0, 2, 9),
      partial: false,
    })
  })

  test('that succeeded while jobs failed which may, is a warning', () => {
    const body = { ...detail, detailed_status: { group: 'success-with-warnings' } }
    expect(runFrom(body)).toMatchObject({ status: 'warning', rawStatus: 'success-with-warnings' })
  })

  test('that runs again keeps nothing of its end before', () => {
    const run = runFrom({ ...detail, status: 'running', detailed_status: { group: 'running' } })
    expect(run).toMatchObject({ status: 'running', attempt: 1, finishedAt: null, durationMs: null })
  })

  test('with a word for its status that is new is unknown, and keeps the word', () => {
    const run = runFrom({ ...pipeline, status: 'hibernating' })
    expect(run).toMatchObject({ status: 'unknown', rawStatus: 'hibernating' })
  })

  test('of a tag is of no branch', () => {
    expect(runFrom({ ...detail, ref: 'v1', tag: true })).toMatchObject({ branch: null, ref: 'v1' })
  })

  test('that was never updated has its creation for the time of its state', () => {
    const run = runFrom({ ...pipeline, updated_at: null })
    expect(run.sourceTime).toBe(run.createdAt)
  })

  test('is bounded, and its address leads to the web', () => {
    const run = runFrom({
      ...detail,
      name: 'x'.repeat(5_000),
      web_url: 'javascript:alert(1)',
      ref: 'b'.repeat(5_000),
    })
    expect(run.title?.length).toBeLessThanOrEqual(300)
    expect(run).toMatchObject({ webUrl: null, branch: null })
  })

  test.each([{}, { ...pipeline, id: null }, { ...pipeline, status: 7 }, 'text', null])(
    'without what it is known by is malformed: %j',
    (body) => {
      expect(() => runFrom(body)).toThrow(expect.objectContaining({ kind: 'malformed' }))
    },
  )

  test('without any time is malformed', () => {
    const body = { ...pipeline, created_at: null, updated_at: 'soon' }
    expect(() => runFrom(body)).toThrow('has no time')
  })
})

describeRecorded('recorded pipelines', () => {
  test('details have the durations and times that DevLake expects, and the warnings that it leaves out', () => {
    const runs = new Map(
      rows('devlake/gitlab/pipeline_details.json').map(({ data }) => {
        const run = runFrom(data)
        return [run.externalId, run] as const
      }),
    )
    const expected = csv('devlake/gitlab/expected/cicd_pipelines.csv')
    expect(runs.size).toBe(16)
    expect(expected).toHaveLength(16)
    for (const row of expected) {
      const run = runs.get(row.id?.split(':').at(-1) ?? '')
      expect(run, row.id).toMatchObject({
        durationMs: Number(row.duration_sec) * 1_000,
        queuedMs: Number(row.queued_duration_sec) * 1_000,
        createdAt: Date.parse(row.created_date ?? ''),
        startedAt: Date.parse(row.started_date ?? ''),
        finishedAt: Date.parse(row.finished_date ?? ''),
        webUrl: row.url,
      })
    }
    const statuses = [...runs.values()].map(({ rawStatus, status }) => `${rawStatus} ${status}`)
    expect(new Set(statuses)).toEqual(
      new Set(['success success', 'success-with-warnings warning', 'failed failed']),
    )
  })

  test('one that was retried a day later took 1,512 s, not 67,041 s', () => {
    const [row] = rows('devlake/gitlab/pipeline_details.json')
    const run = runFrom(row?.data)
    expect(run.durationMs).toBe(1_512_000)
    expect(Math.round((run.sourceTime - run.createdAt) / 1_000)).toBe(67_041)
  })

  test('every row of the list is a run, and those of merge requests are of no branch', () => {
    const runs = rows('devlake/gitlab/pipeline.json').map(({ data }) => runFrom(data, true))
    expect(runs).toHaveLength(29)
    for (const { trigger, branch, ref, status, durationMs } of runs) {
      const isOfRequest = trigger === 'merge_request_event'
      expect(branch === null).toBe(isOfRequest)
      expect(ref === null).toBe(!isOfRequest)
      expect(durationMs).toBeNull()
      expect(status).not.toBe('unknown')
    }
  })
})
