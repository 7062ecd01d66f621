import type { ServiceId, TokenId } from '../../kernel/index.ts'

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
  servicesPage: (page: number) => (page === 1 ? '/services' : `/services?page=${page}`),
  partials: {
    stats: '/partials/dashboard-stats',
    table: '/partials/services-table',
    rows: '/partials/services',
    outcomes: (id: ServiceId) => `/partials/services/${id}/outcomes`,
  },
  stream: '/stream',
  login: '/login',
  logout: '/logout',
  setup: '/setup',
  account: '/account',
  password: '/account/password',
  tokens: '/account/tokens',
  revokeToken: (id: TokenId) => `/account/tokens/${id}/revoke`,
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
