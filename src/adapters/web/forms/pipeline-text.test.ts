import { expect, test } from 'vitest'
import type { ChannelId, ProjectId } from '../../../kernel/index.ts'
import { atPipelineFields, pipelineDraft, pipelineText } from './pipeline-text.ts'

const typed = {
  rev: '3',
  groups: 'till: 1, 2',
  group_by: 'owner',
  wall_projects: 'watched',
  wall_columns: '4',
  channel_id: '7',
  broken: 'on',
  fixed: '',
  mine_only: 'on',
  names: 'ann\nann@example.com',
  projects: 'all',
}

test('a form comes to what a REST body says', () => {
  expect(pipelineDraft(typed)).toEqual({
    groups: [{ name: 'till', projects: [1, 2] }],
    layout: { group_by: 'owner', wall: { projects: 'watched', columns: 4 } },
    notifications: {
      channel_id: 7,
      broken: true,
      fixed: false,
      mine_only: true,
      names: ['ann', 'ann@example.com'],
      projects: 'all',
    },
  })
})

test('what is left empty is nothing', () => {
  expect(
    pipelineDraft({ ...typed, groups: ' \r\n', names: '', wall_columns: ' ', channel_id: '' }),
  ).toMatchObject({
    groups: [],
    layout: { wall: { columns: null } },
    notifications: { channel_id: null, names: [] },
  })
})

test.each([
  ['a: b: 3', { name: 'a: b', projects: [3] }],
  ['till 1 2', { name: 'till 1 2', projects: [] }],
  ['till:1 2,,3 ', { name: 'till', projects: [1, 2, 3] }],
  ['till: shop', { name: 'till', projects: ['shop'] }],
])('the line %j is a group', (line, group) => {
  expect(pipelineDraft({ ...typed, groups: line })).toMatchObject({ groups: [group] })
})

test('errors stand at the fields of the form', () => {
  const paths = ['groups.1.projects.0', 'notifications.names.0', 'layout.wall.columns', 'groups']
  expect(atPipelineFields(paths.map((path) => ({ path, message: 'is wrong' })))).toEqual([
    { path: 'groups', message: 'in line 2: is wrong' },
    { path: 'names', message: 'is wrong' },
    { path: 'wall_columns', message: 'is wrong' },
    { path: 'groups', message: 'is wrong' },
  ])
})

test('what is shown comes back as it was', () => {
  const { rev: _rev, ...fields } = typed
  expect(
    pipelineText({
      rev: 3,
      updatedAt: 0,
      preferences: {
        watched: [],
        hidden: [],
        groups: [{ name: 'till', projects: [1, 2] as ProjectId[] }],
        layout: { groupBy: 'owner', wall: { projects: 'watched', columns: 4 } },
        theme: 'dark',
        density: 'compact',
        shortcuts: 'on',
        notifications: {
          channelId: 7 as ChannelId,
          broken: true,
          fixed: false,
          mineOnly: true,
          names: ['ann', 'ann@example.com'],
          projects: 'all',
        },
      },
    }),
  ).toEqual({ ...fields, rev: '3' })
})
