/** Examples of maintenances for the document, and for the tests that send them. */
export const drafts = {
  deploy: { services: [1], duration: '10m', ends_when_green: true },
  once: {
    name: 'New database',
    tags: ['shop'],
    starts_at: '2036-12-31T22:00:00Z',
    ends_at: '2037-01-01T02:00:00Z',
  },
  weekly: {
    name: 'Backups',
    all: true,
    cron: '30 2 * * 0',
    time_zone: 'Europe/Berlin',
    duration: '1h',
  },
}

export const maintenance = {
  id: 4,
  name: 'New database',
  state: 'planned',
  services: [],
  tags: ['shop'],
  all: false,
  starts_at: '2036-12-31T22:00:00Z',
  ends_at: '2037-01-01T02:00:00Z',
  cron: null,
  duration: 14_400,
  time_zone: null,
  ends_when_green: false,
  current: null,
  next: { starts_at: '2036-12-31T22:00:00Z', ends_at: '2037-01-01T02:00:00Z' },
  ended_at: null,
  end_reason: null,
  rev: 1,
  created_at: '2026-12-31T14:30:00Z',
  updated_at: '2026-12-31T14:30:00Z',
}
