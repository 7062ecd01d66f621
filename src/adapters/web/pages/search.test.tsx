import { describe, expect, test } from 'vitest'
import { createRender } from '../fragments/index.ts'
import { sampleService } from '../sample.contract.ts'
import type { Command } from '../search/index.ts'
import { type Found, PaletteResults, SearchPage } from './search.tsx'

const render = createRender('/a/icons.svg')
const nothing: Found = { query: 'shop', commands: [], services: [], projects: [], pages: [] }
const service = sampleService({ name: 'Shop', status: 'down' })
const scripted: Command = {
  word: 'Pause or resume live updates',
  also: '',
  icon: 'pause',
  href: null,
  does: 'pause',
}

describe('the palette', () => {
  test('always has an option, so that Enter leads somewhere', () => {
    const markup = render(<PaletteResults {...nothing} />)
    expect(markup.match(/role="option"/g)).toHaveLength(1)
    expect(markup).toContain('href="/services?q=shop"')
  })

  test('says for which query its results are', () =>
    expect(render(<PaletteResults {...nothing} query={'a"b'} />)).toContain('data-q="a&quot;b"'))

  test('lists what may be done before what is found', () => {
    const found = { ...nothing, commands: [scripted], services: [service] }
    const text = render(<PaletteResults {...found} />)
    expect(text.indexOf('data-does="pause"')).toBeLessThan(text.indexOf('href="/services/12"'))
  })
})

describe('the page of the search', () => {
  test('lists a single service with its status in words', () => {
    const markup = render(<SearchPage {...nothing} services={[service]} />)
    expect(markup).toContain('<a href="/services/12">')
    expect(markup).toContain(', Down</span>')
    expect(markup).toContain('value="shop"')
  })

  test('offers nothing that needs a script', () =>
    expect(render(<SearchPage {...nothing} commands={[scripted]} />)).not.toContain('pause'))

  test('says that nothing matches, and where everything is', () => {
    const markup = render(<SearchPage {...nothing} />)
    expect(markup).toContain('Nothing matches “shop”')
    expect(markup).toContain('href="/services"')
  })
})
