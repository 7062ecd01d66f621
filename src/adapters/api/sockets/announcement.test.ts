import { expect, test } from 'vitest'
import type { ProjectId, RunId, Seq } from '../../../kernel/index.ts'
import { announcementOf, runAnnouncementOf } from './announcement.ts'

const entry = {
  seq: 7 as Seq,
  at: Date.UTC(2026, 11, 31, 14, 30),
  event: {
    type: 'run.finished',
    projectId: 1 as ProjectId,
    runId: 2 as RunId,
    project: 'acme/shop',
    title: 'build',
    status: 'failed',
    turn: 'broken',
    branch: 'main',
    isDefaultBranch: true,
    sha: 'abc',
    author: 'ann',
    webUrl: null,
  },
} as const

test('a run that ended is told in its own socket and in no other', () => {
  expect(announcementOf(entry)).toBeNull()
  const told = runAnnouncementOf(entry)
  expect(JSON.parse(told?.plain ?? '')).toEqual({
    ProjectID: 1,
    Project: 'acme/shop',
    RunID: 2,
    Branch: 'main',
    SHA: 'abc',
    Status: 'failed',
    Turn: 'broken',
    Timestamp: '2026-12-31T14:30:00Z',
  })
  expect(JSON.parse(told?.numbered ?? '')).toMatchObject({ RunID: 2, Seq: 7 })
})
