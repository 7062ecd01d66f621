import { describe, expect, test } from 'vitest'
import { sampleEntry } from '../sample.contract.ts'
import { BulkBar, PickAllCell } from './bulk-bar.tsx'
import { createRender } from './markup.tsx'
import { ServiceRow } from './row.tsx'

const render = createRender('/a/icons.abc.svg')
const row = (differs: Parameters<typeof sampleEntry>[0], eyes: 'viewer' | 'editor' = 'editor') =>
  render(<ServiceRow entry={sampleEntry(differs)} eyes={eyes} />)

describe('the box of a row', () => {
  test('names the service and its version, and belongs to the form of the bar', () => {
    expect(row({ rev: 8 })).toContain(
      '<input type="checkbox" name="pick" value="12.8" form="bulk" aria-label="Select api"/>',
    )
  })

  test.each([
    ['Pharos itself', { system: true }],
    ['what the configuration file defines', { fromFile: true }],
  ])('is missing where nothing may be changed: %s', (_what, differs) => {
    expect(row(differs)).toContain('<td class="c-pick"></td>')
  })

  test('is not there for a viewer', () => {
    expect(row({}, 'viewer')).not.toMatch(/c-pick|checkbox/)
  })
})

describe('the tags of a row', () => {
  test('lead to the services that have them', () => {
    expect(row({ tags: ['shop', 'eu/west-1', 'größe'] })).toContain(
      '<a href="/services?tag=shop">shop</a>' +
        '<a href="/services?tag=eu%2Fwest-1">eu/west-1</a>' +
        '<a href="/services?tag=gr%C3%B6%C3%9Fe">größe</a>',
    )
  })

  test('are three at most, and the rest is counted', () => {
    const markup = row({ tags: ['a', 'b', 'c', 'd', 'e', 'f'] })
    expect(markup.match(/\?tag=/g)).toHaveLength(3)
    expect(markup).toContain('<small title="d, e, f">+3</small>')
  })

  test('take no room where there are none', () => {
    expect(row({ tags: [] })).not.toContain('tags')
  })
})

describe('the bar of bulk actions', () => {
  const bar = render(<BulkBar back="/services?q=a&tag=shop" />)

  test('is a form that works without a script, and leads back to the list', () => {
    expect(bar).toContain('<form id="bulk"')
    expect(bar).toContain('method="post" action="/services/bulk"')
    expect(bar).toContain('name="back" value="/services?q=a&amp;tag=shop"')
    const deeds = [...bar.matchAll(/<button type="submit" name="do" value="(\w+)"/g)]
    expect(deeds.map(([, deed]) => deed)).toEqual(['tag', 'untag', 'pause', 'resume', 'delete'])
  })

  test('adds the tag when Enter is pressed in its field, and nothing worse', () => {
    expect(/<button type="submit"[^>]*>/.exec(bar)?.[0]).toContain('value="tag"')
  })

  test('says what came of it in a place that is read out', () => {
    expect(bar).toContain('<div id="bulk-said" role="status"></div>')
    expect(bar).toContain('hx-target="#bulk-said"')
  })

  test('has a box for all that a page without scripts hides', () => {
    expect(render(<PickAllCell />)).toContain('<label class="pick-all"><input type="checkbox"')
  })
})
