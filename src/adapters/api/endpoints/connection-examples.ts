/** Examples of connections and webhooks for the document, and for the tests that send them. */
export const draft = {
  name: 'github-main',
  platform: 'github',
  config: { url: 'https://api.github.com', token: 'github_pat_EXAMPLE' },
}

export const connection = {
  id: 1,
  name: 'github-main',
  platform: 'github',
  url: 'https://api.github.com',
  config: { url: 'https://api.github.com', token: '***', webhook_secret: '***' },
  enabled: true,
  owned: false,
  rev: 1,
  state: {
    listed_at: '2026-12-31T14:25:00Z',
    refreshed_at: '2026-12-31T14:29:40Z',
    trouble: null,
    projects: { total: 124, filled: 124, failing: 1 },
    events: { waiting: 0, failed: 0, last_at: '2026-12-31T14:29:58Z' },
    quota: {
      limit: 5_000,
      remaining: 4_317,
      reset_at: '2026-12-31T15:00:00Z',
      used_up_at: null,
    },
    calls: { total: 2_310, unchanged: 1_980, limited: 0, failed: 2, paused_until: null },
    user: 'shop-bot',
  },
  created_at: '2026-12-01T09:00:00Z',
  updated_at: '2026-12-01T09:00:00Z',
}

export const webhook = {
  url: 'https://status.example.com/api/v1/webhooks/github-main',
  secret: 'whsec_…',
  steps: [
    'Open Settings → Webhooks of the repository and choose “Add webhook”.',
    'Payload URL: the address. Content type: application/json. Secret: the secret.',
  ],
}

export const webhookEvent = {
  id: 41,
  connection_id: 1,
  delivery_id: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
  type: 'workflow_run',
  received_at: '2026-12-31T14:29:58Z',
  status: 'done',
  attempts: 1,
  error: null,
  processed_at: '2026-12-31T14:29:58.120Z',
  bytes: 18_204,
}

export const webhookEventDetail = {
  ...webhookEvent,
  headers: { 'content-type': 'application/json', 'x-github-event': 'workflow_run' },
  body: '{"action":"completed","workflow_run":{"id":30433642}}',
}
