import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { Age, ageText, clockText, plain, withAges } from './age.tsx'
import { createRender } from './markup.tsx'

const render = createRender('/a/icons.svg')
const minute = 60_000

const ages: [number, string][] = [
  [0, 'now'],
  [999, 'now'],
  [12_000, '12 s ago'],
  [59_999, '59 s ago'],
  [minute, '1 min ago'],
  [59 * minute + 59_000, '59 min ago'],
  [60 * minute, '1 h ago'],
  [47 * 60 * minute, '47 h ago'],
  [48 * 60 * minute, '2 d ago'],
]

describe('an age', () => {
  test.each(ages)('of %i ms is "%s"', (ms, text) => expect(ageText(ms)).toBe(text))

  test('is told the same way by the script in the page', () => {
    const script = readFileSync(join(import.meta.dirname, '../browser/age-text.ts'), 'utf8')
    const told = runInNewContext(
      `${stripTypeScriptTypes(script)}; ages.map(([ms]) => ageText(ms))`,
      { ages },
    )
    expect([...told]).toEqual(ages.map(([, text]) => text))
  })

  test('is that of the moment at which kept markup is sent', () => {
    const kept = render(
      <p>
        <Age at={1_000_000} /> and <Age at={1_060_000} />
      </p>,
    )
    const text = (now: number) => withAges(kept, now).replace(/<[^>]*>/g, '')
    expect(text(1_065_000)).toBe('1 min ago and 5 s ago')
    expect(text(1_120_000)).toBe('2 min ago and 1 min ago')
  })

  test('of a time that a fast clock puts into the future is "now"', () => {
    expect(withAges(render(<Age at={9_000} />), 1_000)).toContain('>now<')
  })

  test('stands in an element that says the absolute time', () => {
    expect(render(<Age at={1_790_000_000_000} />)).toContain(
      'datetime="2026-09-21T14:13:20Z" title="2026-09-21 14:13:20 UTC"',
    )
  })
})

test('a time of day is in UTC', () => expect(clockText(1_790_000_000_000)).toBe('14:13:20 UTC'))

test('control characters of a name are shown as what they are: not text', () => {
  expect(plain('a\u0000b\u001b[31mc\r\nd')).toBe('a\ufffdb\ufffd[31mc\ufffd\nd')
})
