/** Examples of preferences for the document, and for the tests that send them. */
export const draft = {
  watched: [3, 1],
  groups: [{ name: 'till', projects: [1, 2] }],
  layout: { group_by: 'owner' },
  notifications: { channel_id: null, mine_only: true, names: ['ann', 'ann@example.com'] },
}

export const untouched = {
  watched: [],
  hidden: [],
  groups: [],
  layout: { group_by: 'none', wall: { projects: 'all', columns: null } },
  theme: 'system',
  density: 'comfortable',
  shortcuts: 'on',
  notifications: {
    channel_id: null,
    broken: true,
    fixed: true,
    mine_only: false,
    names: ['ana@example.com'],
    projects: 'all',
  },
  rev: 0,
  updated_at: null,
}

export const preferences = {
  ...untouched,
  watched: [3, 1],
  hidden: [9],
  groups: [{ name: 'till', projects: [1, 2] }],
  layout: { group_by: 'owner', wall: { projects: 'watched', columns: 4 } },
  theme: 'dark',
  notifications: {
    channel_id: 1,
    broken: true,
    fixed: false,
    mine_only: true,
    names: ['ann', 'ann@example.com'],
    projects: 'watched',
  },
  rev: 2,
  updated_at: '2026-12-31T14:30:00Z',
}
