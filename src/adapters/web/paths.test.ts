import { describe, expect, test } from 'vitest'
import type { MaintenanceId, ServiceId, TokenId } from '../../kernel/index.ts'
import { localPath, loginTo, paths } from './paths.ts'

describe('localPath', () => {
  test.each([
    ['/services?page=2#top', '/services?page=2#top'],
    ['/', '/'],
    ['/services/../account', '/account'],
  ])('keeps %s', (text, path) => expect(localPath(text)).toBe(path))

  test.each([
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/.//evil.example',
    '/..//evil.example',
    '/a/..//evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    'services',
    '',
    `/${'a'.repeat(3_000)}`,
  ])('turns %j into the overview', (text) => expect(localPath(text)).toBe('/'))
})

test('the log-in page leads back', () => {
  expect(loginTo('/')).toBe('/login')
  expect(loginTo('/services?page=2')).toBe('/login?next=%2Fservices%3Fpage%3D2')
})

test('the addresses of the web interface', () => {
  const of = (value: unknown): unknown => {
    if (typeof value === 'function') return value(7 as MaintenanceId & ServiceId & TokenId)
    return typeof value === 'string' ? value : Object.values(value as object).map(of)
  }
  expect(Object.values(paths).flatMap(of)).toMatchInlineSnapshot(`
    [
      "/",
      "/services",
      "/services/new",
      "/services/7",
      "/services/7/edit",
      "/services/7/delete",
      "/services/7/pause",
      "/services/7/resume",
      "/services/7/checks",
      "/services/7?range=undefined",
      "/services?tag=7",
      "/services/bulk",
      "/services/try",
      "/services/paste",
      "/maintenance",
      "/maintenance/7/end",
      "/maintenance/7/delete",
      "/channels",
      "/channels/new",
      "/channels/7",
      "/channels/7/test",
      "/channels/7/delete",
      "/channels/7/deliveries/undefined/replay",
      "/ci",
      "/ci/wall",
      "/ci/stats",
      "/ci/7",
      "/ci/7/refresh",
      "/ci/runs/7",
      "/ci/runs/7/rerun",
      "/deployments",
      "/connections",
      "/connections/new?platform=7",
      "/connections/7",
      "/connections/7/refresh",
      "/connections/7/delete",
      "/connections/7/events/undefined",
      "/connections/7/events/undefined/replay",
      "/search",
      "/help",
      "/partials/ci",
      "/partials/ci/wall",
      "/partials/ci/overview",
      "/partials/ci/stats",
      "/partials/ci/7/undefined",
      "/partials/ci/runs/7/undefined",
      "/partials/deployments",
      "/partials/connections",
      "/partials/connections/7/undefined",
      "/partials/dashboard-stats",
      "/partials/services-table",
      "/partials/services",
      "/partials/services/7/title",
      "/partials/services/7/outcomes",
      "/partials/services/7/response-times",
      "/partials/services/7/uptime",
      "/partials/services/7/checks",
      "/partials/services/7/history",
      "/partials/services/7/heartbeat",
      "/partials/palette",
      "/partials/sync",
      "/stream",
      "/login",
      "/logout",
      "/setup",
      "/account",
      "/account/password",
      "/account/tokens",
      "/account/tokens/7/revoke",
      "/account/sessions",
      "/account/sessions/7/end",
      "/account/sessions/end",
      "/account/preferences",
      "/account/pipelines",
      "/preferences/projects/7",
      "/invitation",
      "/settings",
      "/settings/arm",
      "/settings/users",
      "/settings/users/7",
      "/settings/users/7/sessions/undefined/end",
      "/settings/users/7/sessions/end",
      "/settings/users?page=7",
      "/settings/invitations",
      "/settings/invitations/7/revoke",
      "/settings/audit",
      "/status",
      "/status/parts",
      "/status/stream",
      "/status.json",
      "/status.atom",
      "/status/badge/7.svg",
    ]
  `)
})
