import { describe, expect, test } from 'vitest'
import type { Seq, ServiceId } from '../../../kernel/index.ts'
import type { Counts } from '../board/index.ts'
import { sampleEntry } from '../sample.contract.ts'
import { truthOf } from './banner.tsx'
import { CountsPanel } from './counts.tsx'
import { responseText } from './figure.tsx'
import { createRender } from './markup.tsx'
import { Notice, noticeTarget } from './notice.tsx'
import { ServiceRow } from './row.tsx'

const render = createRender('/a/icons.abc.svg')

const counts: Counts = {
  total: 5,
  healthy: 5,
  degraded: 0,
  unhealthy: 0,
  timeout: 0,
  unknown: 0,
  paused: 0,
}

describe('the row of a service', () => {
  test('has the id and the revision by which the stream finds and orders it', () => {
    const markup = render(<ServiceRow entry={sampleEntry({}, 41)} eyes="viewer" />)
    expect(markup).toMatch(/^<tr id="svc-12" data-rev="41" data-status="up">/)
  })

  test('tells the status by word and by shape', () => {
    const entry = sampleEntry({ status: 'down', reason: 'connection_refused', responseMs: null })
    const markup = render(<ServiceRow entry={entry} eyes="viewer" />)
    expect(markup).toContain('<b>Down</b><small>connection refused</small>')
    expect(markup).toContain('<use href="/a/icons.abc.svg#down">')
  })

  test('offers nothing to a viewer that only an editor may do', () => {
    const markup = render(<ServiceRow entry={sampleEntry()} eyes="viewer" />)
    expect(markup).not.toMatch(/<form|<button|hx-post|hx-delete|\/edit/)
  })

  test('offers an editor pause, edit and delete, each with a way that needs no script', () => {
    const markup = render(<ServiceRow entry={sampleEntry()} eyes="editor" />)
    expect(markup).toContain('<form method="post" action="/services/12/pause"')
    expect(markup).toContain('href="/services/12/edit" aria-label="Edit api"')
    expect(markup).toContain('href="/services/12/delete"')
  })

  test('offers to resume what is paused', () => {
    const markup = render(<ServiceRow entry={sampleEntry({ status: 'paused' })} eyes="editor" />)
    expect(markup).toContain('action="/services/12/resume"')
  })

  test.each([
    ['Pharos itself', { system: true }],
    ['what the configuration file defines', { fromFile: true }],
  ])('offers nobody to change %s', (_what, differs) => {
    const markup = render(<ServiceRow entry={sampleEntry(differs)} eyes="editor" />)
    expect(markup).toContain('<td class="c-acts"></td>')
  })

  test('says so when there was no check yet', () => {
    const entry = sampleEntry({ lastCheckedAt: null, responseMs: null, recent: '' })
    const markup = render(<ServiceRow entry={entry} eyes="viewer" />)
    expect(markup).toContain('<span class="none">never</span>')
    expect(markup).toContain('<title>Not checked yet</title>')
  })
})

test('the counts stand in a panel with the position at which they became true', () => {
  const markup = render(<CountsPanel counts={{ ...counts, timeout: 2 }} seq={9 as Seq} />)
  expect(markup).toMatch(/^<section id="p-health" class="counts" data-rev="9"/)
  expect(markup).toContain('<dd id="count-timeout">2</dd>')
  expect(markup).toContain('<dd id="count-healthy">5</dd>')
})

describe('the banner', () => {
  const ready = { phase: 'ready', stale: null, counts } as const

  test.each([
    [{}, 'ok', 'All services are operational'],
    [{ total: 0, healthy: 0 }, 'empty', 'No services yet'],
    [{ unhealthy: 1, healthy: 4 }, 'down', '1 of 5 services is down'],
    [{ unhealthy: 1, timeout: 1, healthy: 3 }, 'down', '2 of 5 services are down'],
    [{ degraded: 1 }, 'warn', '1 of 5 services is degraded'],
    [{ unknown: 1, healthy: 4 }, 'warn', 'No data for 1 service'],
    [{ unknown: 2, healthy: 3 }, 'warn', 'No data for 2 services'],
    [{ paused: 5, healthy: 0 }, 'empty', 'All services are paused'],
  ])('with %j is %s: %s', (differs, state, text) => {
    expect(truthOf({ ...ready, counts: { ...counts, ...differs } })).toMatchObject({ state, text })
  })

  test('says that nothing is known before the first reading, and why', () => {
    const loading = { phase: 'loading', stale: null, counts } as const
    expect(truthOf(loading).text).toBe('Loading services…')
    const away = { ...loading, stale: { of: 'store', since: 1_790_000_000_000 } as const }
    expect(truthOf(away).text).toContain('The database cannot be reached')
  })

  test('says of when the data is while the store is away, whatever the data says', () => {
    const told = (of: 'store' | 'checks') =>
      truthOf({ ...ready, stale: { of, since: 1_790_000_000_000 } })
    expect([told('store'), told('checks')]).toMatchObject([{ state: 'stale' }, { state: 'stale' }])
    expect(told('store').text).toMatch(/database.*14:13:20 UTC/)
    expect(told('checks').text).toMatch(/collector.*14:13:20 UTC/)
  })
})

test('a form of the present version has no place for the notice that it is old', () => {
  expect(noticeTarget({ id: 12 as ServiceId, rev: 9 })).toBe(
    'form:not([data-version="9"]) #svc-12-notice',
  )
  expect(render(<Notice id={12 as ServiceId} text="" />)).toBe(
    '<p id="svc-12-notice" class="notice" role="status"></p>',
  )
})

test.each([
  [0.42, '0.4', 'ms'],
  [9.96, '10.0', 'ms'],
  [182.4, '182', 'ms'],
  [999.4, '999', 'ms'],
  [999.6, '1.00', 's'],
  [1_240, '1.24', 's'],
  [12_400, '12.4', 's'],
])('%d ms is written as %s %s', (ms, value, unit) =>
  expect(responseText(ms)).toEqual({ value, unit }),
)
