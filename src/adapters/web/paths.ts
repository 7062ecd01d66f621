import type {
  ChannelId,
  ConnectionId,
  MaintenanceId,
  ProjectId,
  RunId,
  ServiceId,
  SessionId,
  TokenId,
  UserId,
  WebhookEventId,
} from '../../kernel/index.ts'

/** Every address of the web interface, in one place. */
export const paths = {
  overview: '/',
  services: '/services',
  newService: '/services/new',
  service: (id: ServiceId) => `/services/${id}`,
  editService: (id: ServiceId) => `/services/${id}/edit`,
  deleteService: (id: ServiceId) => `/services/${id}/delete`,
  pauseService: (id: ServiceId) => `/services/${id}/pause`,
  resumeService: (id: ServiceId) => `/services/${id}/resume`,
  /** All outcomes of a service, page by page. */
  checksOf: (id: ServiceId) => `/services/${id}/checks`,
  /** The page of a service over another range than the usual one. */
  serviceRange: (id: ServiceId, range: string) => `/services/${id}?range=${range}`,
  /** The services that have a tag. */
  tagged: (tag: string) => `/services?tag=${encodeURIComponent(tag)}`,
  /** Many services at once: pause, resume, tag, delete. */
  bulk: '/services/bulk',
  /** Runs a probe once for a form that is not saved. */
  tryService: '/services/try',
  /** New services from addresses, one a line. */
  pasteServices: '/services/paste',
  /** Planned work. */
  maintenance: '/maintenance',
  endMaintenance: (id: MaintenanceId) => `/maintenance/${id}/end`,
  removeMaintenance: (id: MaintenanceId) => `/maintenance/${id}/delete`,
  /** Where notifications go. */
  channels: '/channels',
  newChannel: '/channels/new',
  channel: (id: ChannelId) => `/channels/${id}`,
  testChannel: (id: ChannelId) => `/channels/${id}/test`,
  removeChannel: (id: ChannelId) => `/channels/${id}/delete`,
  replayDelivery: (id: ChannelId, delivery: number) =>
    `/channels/${id}/deliveries/${delivery}/replay`,
  /** Pipelines of every platform. */
  ci: '/ci',
  /** The same for a screen that hangs on a wall. */
  ciWall: '/ci/wall',
  ciStats: '/ci/stats',
  project: (id: ProjectId) => `/ci/${id}`,
  refreshProject: (id: ProjectId) => `/ci/${id}/refresh`,
  run: (id: RunId) => `/ci/runs/${id}`,
  rerun: (id: RunId) => `/ci/runs/${id}/rerun`,
  deployments: '/deployments',
  /** The platforms that are followed. */
  connections: '/connections',
  /** The form for one of a platform; without one, the choice among them. */
  newConnection: (platform?: string) =>
    platform === undefined
      ? '/connections/new'
      : `/connections/new?platform=${encodeURIComponent(platform)}`,
  connection: (id: ConnectionId) => `/connections/${id}`,
  refreshConnection: (id: ConnectionId) => `/connections/${id}/refresh`,
  removeConnection: (id: ConnectionId) => `/connections/${id}/delete`,
  connectionEvent: (id: ConnectionId, event: WebhookEventId) =>
    `/connections/${id}/events/${event}`,
  replayEvent: (id: ConnectionId, event: WebhookEventId) =>
    `/connections/${id}/events/${event}/replay`,
  search: '/search',
  help: '/help',
  partials: {
    ci: '/partials/ci',
    ciWall: '/partials/ci/wall',
    ciOverview: '/partials/ci/overview',
    ciStats: '/partials/ci/stats',
    /** A panel of a project, by its name: `runs`. */
    project: (id: ProjectId, panel: string) => `/partials/ci/${id}/${panel}`,
    /** A panel of a run. */
    run: (id: RunId, panel: string) => `/partials/ci/runs/${id}/${panel}`,
    deployments: '/partials/deployments',
    connections: '/partials/connections',
    connection: (id: ConnectionId, panel: string) => `/partials/connections/${id}/${panel}`,
    stats: '/partials/dashboard-stats',
    table: '/partials/services-table',
    rows: '/partials/services',
    title: (id: ServiceId) => `/partials/services/${id}/title`,
    outcomes: (id: ServiceId) => `/partials/services/${id}/outcomes`,
    responseTimes: (id: ServiceId) => `/partials/services/${id}/response-times`,
    uptime: (id: ServiceId) => `/partials/services/${id}/uptime`,
    checks: (id: ServiceId) => `/partials/services/${id}/checks`,
    history: (id: ServiceId) => `/partials/services/${id}/history`,
    heartbeat: (id: ServiceId) => `/partials/services/${id}/heartbeat`,
    palette: '/partials/palette',
    sync: '/partials/sync',
  },
  stream: '/stream',
  login: '/login',
  logout: '/logout',
  setup: '/setup',
  account: '/account',
  password: '/account/password',
  tokens: '/account/tokens',
  revokeToken: (id: TokenId) => `/account/tokens/${id}/revoke`,
  sessions: '/account/sessions',
  endSession: (id: SessionId) => `/account/sessions/${id}/end`,
  endOtherSessions: '/account/sessions/end',
  preferences: '/account/preferences',
  /** What somebody sees of pipelines, and what they are told of. */
  accountPipelines: '/account/pipelines',
  /** Watches or hides a project, or takes that back: `action` of the form. */
  markProject: (id: ProjectId) => `/preferences/projects/${id}`,
  invitation: '/invitation',
  settings: '/settings',
  arm: '/settings/arm',
  users: '/settings/users',
  user: (id: UserId) => `/settings/users/${id}`,
  /** Sessions of somebody else, for an admin. */
  endSessionOf: (id: UserId, session: SessionId) => `/settings/users/${id}/sessions/${session}/end`,
  endSessionsOf: (id: UserId) => `/settings/users/${id}/sessions/end`,
  usersPage: (page: number) => (page === 1 ? '/settings/users' : `/settings/users?page=${page}`),
  invitations: '/settings/invitations',
  revokeInvitation: (key: string) => `/settings/invitations/${encodeURIComponent(key)}/revoke`,
  audit: '/settings/audit',
  /** What everybody may see. */
  status: {
    page: '/status',
    parts: '/status/parts',
    stream: '/status/stream',
    json: '/status.json',
    atom: '/status.atom',
    badge: (key: string) => `/status/badge/${encodeURIComponent(key)}.svg`,
  },
} as const

/** The log-in page that leads back to where somebody wanted to go. */
export const loginTo = (next: string): string =>
  next === '/' ? paths.login : `${paths.login}?next=${encodeURIComponent(next)}`

/**
 * An address of this site, or the overview. Browsers read `\` as `/` and drop tabs and line breaks,
 * so the URL parser decides, not a look at the first letters.
 */
export function localPath(text: string | undefined): string {
  if (text === undefined || !text.startsWith('/') || text.length > 2_048) return paths.overview
  const base = 'http://pharos.invalid'
  const url = URL.parse(text, base)
  if (url === null || url.origin !== base) return paths.overview
  const local = `${url.pathname}${url.search}${url.hash}`
  return local.startsWith('//') ? paths.overview : local
}
