import { describe, expect, test } from 'vitest'
import type { ConnectionState } from '../../../modules/pipelines/index.ts'
import { noon } from '../../../modules/pipelines/samples.contract.ts'
import { createRender } from '../fragments/index.ts'
import {
  now,
  pageOf,
  sampleConnection,
  sampleEvent,
  samplePlatform,
  sampleState,
  textOf,
} from './ci-sample.contract.ts'
import { ConnectionPage, type ConnectionPageProps } from './connection.tsx'
import { callsText, healthOf, quotaText } from './connection-health.tsx'
import { ConnectionList, ConnectionsPage, type ConnectionsPageProps } from './connections.tsx'

const render = createRender('/a/icons.svg')
const trouble = {
  kind: 'unauthorized',
  message: 'Bad credentials',
  at: noon,
  retryAt: now + 60_000,
} as const

const healthWith = (
  state: Partial<ConnectionState>,
  differs: { readonly enabled?: boolean; readonly passive?: boolean } = {},
) => {
  const { enabled = true, passive = false } = differs
  const connection = sampleConnection({ enabled, state: sampleState(state) })
  const { word, why } = healthOf({ connection, passive, now })
  return why === '' ? word : `${word}: ${why}`
}

describe('the health of a connection', () => {
  test.each<[Partial<ConnectionState>, string]>([
    [{}, 'Working'],
    [{ trouble }, 'Failing: The token is not accepted'],
    [
      { trouble: { ...trouble, kind: 'rate_limited' } },
      'Paused by a limit: The limit of the platform is reached',
    ],
    [{ listedAt: null }, 'Loading: its list of projects is read for the first time'],
    [
      { projects: { total: 4, filled: 4, failing: 1 } },
      'Partly working: 1 of 4 projects cannot be read',
    ],
    [
      { projects: { total: 0, filled: 0, failing: 0 } },
      'Partly working: its token sees no project',
    ],
  ])('with %j is %s', (state, words) => expect(healthWith(state)).toBe(words))

  test('of one that is off says so, whatever else is wrong', () => {
    expect(healthWith({ trouble }, { enabled: false })).toMatch(/^Off: /)
  })

  test('of one that only listens goes by what has come', () => {
    const none = { waiting: 0, failed: 0, lastAt: null }
    const quiet = { listedAt: null, projects: { total: 0, filled: 0, failing: 0 }, events: none }
    expect(healthWith(quiet, { passive: true })).toBe('Waiting: no delivery has come yet')
    const heard = { ...quiet, events: { ...none, lastAt: noon } }
    expect(healthWith(heard, { passive: true })).toBe('Working')
  })
})

const quota = { limit: 5_000, remaining: 4_120, resetAt: now + 1_200_000, usedUpAt: null }

test.each([
  [null, 'not told'],
  [quota, '4,120 of 5,000 left, resets at 08:30 UTC; lasts at this pace'],
  [
    { ...quota, usedUpAt: now + 600_000 },
    '4,120 of 5,000 left, resets at 08:30 UTC; used up at 08:20 UTC at this pace',
  ],
  [{ ...quota, remaining: 0 }, '0 of 5,000 left, resets at 08:30 UTC; used up'],
  [{ ...quota, resetAt: null }, '4,120 of 5,000 left; lasts at this pace'],
  [{ ...quota, resetAt: now - 1 }, '5,000, reset at 08:09 UTC'],
])('the quota %j is told as %s', (of, text) =>
  expect(quotaText(sampleState({ quota: of }), now)).toBe(text),
)

test('calls are told with what became of them', () => {
  expect(callsText(sampleState())).toBe('1,204 calls: 980 unchanged')
  expect(callsText(sampleState({ calls: null }))).toBe('none yet')
})

const list = (differs: Partial<ConnectionsPageProps> = {}) =>
  render(
    <ConnectionsPage
      connections={[sampleConnection()]}
      platforms={[samplePlatform]}
      rev={5}
      now={now}
      eyes="editor"
      done={null}
      {...differs}
    />,
  )

test('the list says why a connection fails and when it is tried again', () => {
  const failing = sampleConnection({ state: sampleState({ trouble }) })
  const text = textOf(list({ connections: [failing] }))
  expect(text).toContain('github main: The token is not accepted: Bad credentials.')
  expect(text).toContain('It is tried again at 2027-01-15 08:11 UTC')
  expect(text).toContain('GitHub at https://api.github.com')
})

test('a history that is still read shows how far it is, in figures too', () => {
  const state = sampleState({ projects: { total: 40, filled: 31, failing: 2 } })
  const page = list({ connections: [sampleConnection({ state })] })
  expect(page).toContain('<progress max="40" value="31" aria-label="History read of github main"')
  expect(textOf(page)).toContain('31 of 40 read, 2 failing')
})

test('only editors are offered another connection, and a store that is away is no empty list', () => {
  expect(list()).toContain('action="/connections/new"')
  expect(list({ eyes: 'viewer' })).not.toContain('/connections/new')
  const away = render(
    <ConnectionList connections={null} platforms={[samplePlatform]} rev={0} now={now} />,
  )
  expect(textOf(away)).toContain('cannot be read now')
  expect(textOf(list({ connections: [] }))).toContain('None yet')
})

const one = (differs: Partial<ConnectionPageProps> = {}, owned = false) => {
  const connection = sampleConnection({ owned })
  const props = {
    platform: samplePlatform,
    eyes: 'editor',
    done: null,
    text: { name: 'github main', rev: '2', 'config.token': '***', enabled: 'on' },
    errors: [],
    state: { connection, address: 'https://api.github.com', rev: 5, now },
    webhook: {
      address: 'https://pharos.example/api/v1/webhooks/github%20main',
      secret: 'whsec_x',
      steps: ['Open the settings'],
    },
    events: { id: connection.id, rev: 5, eyes: 'editor', events: pageOf([sampleEvent()]) },
    ...differs,
  } as const
  return render(<ConnectionPage {...props} />)
}

test('a connection shows its form, its webhook for copying, and what came', () => {
  const page = one()
  expect(page).toContain('name="config.token"')
  expect(page).toContain('value="https://pharos.example/api/v1/webhooks/github%20main"')
  expect(page).toMatch(/<input id="webhook-secret" type="text" readonly=""[^>]*value="whsec_x"/)
  expect(page).toContain('action="/connections/3/events/41/replay"')
  expect(page).not.toContain('sealed:1:')
})

test('one of the configuration file is shown and not changed, and its secrets are not shown', () => {
  const page = one({}, true)
  expect(page).not.toContain('name="config.token"')
  expect(page).not.toContain('/connections/3/delete')
  expect(textOf(page)).toContain('changed only there')
  expect(textOf(page)).toContain('Token set')
})

test('a viewer sees how it does, and neither its form nor what was delivered', () => {
  const events = { ...sampleEvent(), id: sampleEvent().id }
  const page = one({
    eyes: 'viewer',
    webhook: null,
    events: { id: sampleConnection().id, rev: 5, eyes: 'viewer', events: pageOf([events]) },
  })
  expect(page).toContain('workflow_run')
  expect(page).not.toMatch(/<form|events\/41/)
})

test('what is wrong stands at the field of a setting', () => {
  const page = one({ errors: [{ path: 'config.token', message: 'is needed' }] })
  expect(page).toContain('href="#f-config.token"')
  expect(textOf(page)).toContain('Token is needed')
})
