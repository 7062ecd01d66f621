/** Examples of channels for the document, and for the tests that send them. */
export const draft = {
  name: 'night watch',
  type: 'webhook',
  config: { url: 'https://hooks.example.com/pharos' },
  tags: ['shop'],
}

export const channel = {
  id: 1,
  ...draft,
  enabled: true,
  due: 0,
  dead: 0,
  rev: 1,
  created_at: '2026-12-31T14:30:00Z',
  updated_at: '2026-12-31T14:30:00Z',
}

export const delivery = {
  id: 12,
  message_id: '5f2c1e7a9b3d4c6e8f0a1b2c3d4e5f60',
  kind: 'change',
  title: 'Shop is down',
  state: 'delivered',
  attempts: 1,
  created_at: '2026-12-31T14:30:00Z',
  next_attempt_at: null,
  last_attempt_at: '2026-12-31T14:30:01Z',
  detail: 'answered 200',
}
