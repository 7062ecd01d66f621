/** What the document shows. A test reads them with the schemas, and the inputs with the modules. */

export const credentials = { email: 'ana@example.com', password: 'correct horse' }

export const user = {
  id: 1,
  email: 'ana@example.com',
  role: 'admin',
  created_at: '2026-12-31T14:30:00Z',
}
export const account = { ...user, disabled: false, rev: 1 }
export const me = { ...user, credential: 'jwt' }

export const loggedIn = {
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.signature',
  expires_at: '2027-01-01T14:30:00Z',
  user,
}

export const token = {
  id: 3,
  name: 'deploy pipeline',
  prefix: 'phr_q7Xk2a',
  role: 'editor',
  created_at: '2026-12-31T14:30:00Z',
  expires_at: '2027-03-31T14:30:00Z',
}
export const newToken = { ...token, token: 'phr_q7Xk2a…' }

export const session = {
  id: 12,
  kind: 'cookie',
  address: '203.0.113.7',
  agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  created_at: '2026-12-31T14:30:00Z',
  expires_at: '2027-01-30T14:30:00Z',
  current: true,
}

export const invitation = {
  invitation: 'Zk3…',
  expires_at: '2027-01-07T14:30:00Z',
}

export const auditEntry = {
  id: 41,
  at: '2026-12-31T14:30:00Z',
  actor: 'ana@example.com',
  action: 'service.updated',
  subject: 'service 1',
  detail: { check_interval: { from: 30, to: 60 } },
  request_id: '3f1c2a9e',
}

export const service = {
  id: 1,
  name: 'Shop',
  url: 'https://shop.example.com/health',
  type: 'http',
  check_interval: 30,
  timeout: null,
  failures_to_down: 2,
  successes_to_up: 1,
  degraded_above_ms: 800,
  retries: 0,
  flapping_after: null,
  depends_on: [],
  paused: false,
  tags: ['shop', 'team:web'],
  config: { method: 'GET' },
  status: 'UP',
  reason: 'ok',
  since: '2026-12-31T14:00:05Z',
  last_checked_at: '2026-12-31T14:30:05Z',
  response_time_ms: 42.7,
  recent: 'uuuuuguuuu',
  maintenance: null,
  rev: 1,
  system: false,
  source: 'api',
  created_at: '2026-12-31T14:00:00Z',
  updated_at: '2026-12-31T14:00:00Z',
}

export const drafts = {
  least: { name: 'Shop', url: 'https://shop.example.com/health' },
  usual: {
    name: 'Shop',
    url: 'https://shop.example.com/health',
    check_interval: 30,
    timeout: '5s',
    failures_to_down: 3,
    degraded_above_ms: 800,
    tags: ['shop', 'team:web'],
  },
  port: { name: 'Mail', url: 'tcp://mail.example.com:25', check_interval: '1m' },
}

export const patches = {
  slower: { check_interval: '5m' },
  pause: { paused: true },
  defaultTimeout: { timeout: null },
  tags: { tags: ['shop', 'eu'] },
}

export const outcomes = [
  {
    id: 9003,
    service_id: 1,
    status: 'UP',
    reason: 'ok',
    message: '200 OK',
    response_time_ms: 42.7,
    phases: { dns_ms: 1.2, connect_ms: 8.4, tls_ms: 17.9, first_byte_ms: 14.8, total_ms: 42.7 },
    evidence: null,
    maintenance: false,
    slot: '2026-12-31T14:30:05Z',
    slots: 1,
    checked_at: '2026-12-31T14:30:05.004Z',
  },
  {
    id: 9002,
    service_id: 1,
    status: 'DOWN',
    reason: 'bad_status',
    message: 'expected 200-299, got 503 Service Unavailable',
    response_time_ms: 38.1,
    phases: { dns_ms: 1.1, connect_ms: 8.2, tls_ms: 17.4, first_byte_ms: 11.4, total_ms: 38.1 },
    evidence: { address: '192.0.2.10', status: 503, content_type: 'text/html' },
    maintenance: false,
    slot: '2026-12-31T14:29:35Z',
    slots: 1,
    checked_at: '2026-12-31T14:29:35.003Z',
  },
  {
    id: 9001,
    service_id: 1,
    status: 'MISSED',
    reason: 'stopped',
    message: '',
    response_time_ms: null,
    phases: null,
    evidence: null,
    maintenance: false,
    slot: '2026-12-31T14:28:05Z',
    slots: 2,
    checked_at: '2026-12-31T14:29:34Z',
  },
]

const stretch = {
  service_id: 1,
  from: '2026-12-02T00:00:00Z',
  to: '2027-01-01T00:00:00Z',
}

export const uptime = {
  ...stretch,
  range: '30d',
  uptime_percent: 99.98,
  coverage_percent: 99.5,
  observed_seconds: 2_563_200,
  missed_seconds: 12_880,
  maintenance_seconds: 7_200,
  idle_seconds: 0,
}

export const series = {
  ...stretch,
  range: '30d',
  bucket_seconds: 21_600,
  buckets: [
    {
      from: '2026-12-02T00:00:00Z',
      up: 716,
      degraded: 2,
      down: 2,
      missed: 0,
      maintenance: 0,
      uptime_percent: 99.72,
      response_time_ms: { min: 31.2, avg: 44.8, p95: 88.1, max: 912.4 },
    },
  ],
}

export const heartbeat = {
  url: '/api/v1/heartbeats/w0pHq…',
  schedule: 'cron 30 2 * * * in Europe/Berlin, 1h of grace',
  expected_at: '2027-01-01T01:30:00Z',
  running_since: null,
  pings: [
    {
      id: 412,
      at: '2026-12-31T01:34:12Z',
      signal: 'success',
      exit_code: 0,
      duration_ms: 251_000,
      body: '1 GB in 3 files',
    },
    {
      id: 411,
      at: '2026-12-31T01:30:01Z',
      signal: 'start',
      exit_code: null,
      duration_ms: null,
      body: '',
    },
  ],
}

export const health = {
  status: 'ok',
  version: '0.1.0',
  started_at: '2026-12-31T14:00:00Z',
  uptime_seconds: 1805,
  checks: {
    store: { status: 'ok', engine: 'sqlite', state: 'ready' },
    scheduler: { status: 'ok', in_flight: 2, missed_slots: 4 },
  },
}
export const stalled = {
  ...health,
  status: 'stalled',
  checks: { ...health.checks, scheduler: { status: 'down', in_flight: 100, missed_slots: 4 } },
}

export const metrics = [
  '# HELP pharos_checks_total Probes that ran, by status and reason.',
  '# TYPE pharos_checks_total counter',
  'pharos_checks_total{status="up",reason="ok"} 1027',
  'pharos_checks_total{status="down",reason="bad_status"} 3',
  '',
].join('\n')

export const announcement = {
  ServiceID: 1,
  OldStatus: 'UP',
  NewStatus: 'DOWN',
  Timestamp: '2026-12-31T14:30:00Z',
}
