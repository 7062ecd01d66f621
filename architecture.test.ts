import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lawNames, lawsBrokenBy, type Violation } from './test/support/architecture.ts'

const root = import.meta.dirname
const fixtures = join(root, 'test', 'laws')
const sound = join(fixtures, 'sound')

const show = ({ law, file, line, says }: Violation): string => `${law}: ${file}:${line} ${says}`

/** The lines of a fixture that its author meant to break the law. */
function marked(fixture: string): string[] {
  return globSync('src/**/*.ts', { cwd: fixture }).flatMap((path) =>
    readFileSync(join(fixture, path), 'utf8')
      .split('\n')
      .flatMap((text, index) => (text.includes('// breaks') ? [`${path}:${index + 1}`] : [])),
  )
}

describe('this house', () => {
  const violations = lawsBrokenBy(root)
  test.each(lawNames)('%s', (law) => {
    expect(violations.filter((violation) => violation.law === law).map(show)).toEqual([])
  })
})

describe('each law bites', () => {
  test('a sound house breaks none', () => {
    expect(lawsBrokenBy(sound).map(show)).toEqual([])
  })

  test('every law has a fixture and every fixture a law', () => {
    expect(readdirSync(fixtures).sort()).toEqual([...lawNames, 'sound'].sort())
  })

  test.each(lawNames)('%s refuses what its fixture plants, and nothing else does', (law) => {
    const fixture = join(fixtures, law)
    const violations = lawsBrokenBy(sound, fixture)
    expect(violations.filter((violation) => violation.law !== law).map(show)).toEqual([])
    expect(violations).not.toEqual([])
    const lines = violations
      .filter(({ line }) => line > 0)
      .map(({ file, line }) => `${file}:${line}`)
    expect([...new Set(lines)].sort()).toEqual(marked(fixture).sort())
  })
})

test('a heavy package is refused for each of its faults', () => {
  const says = lawsBrokenBy(sound, join(fixtures, 'the-package-is-light')).map(
    (found) => found.says,
  )
  expect(says).toEqual([
    '21 direct packages, 20 are allowed',
    '61 production packages, 60 are allowed',
    'node_modules/indirect-1 has an install script',
    'node_modules/recorded records where it was downloaded',
  ])
})
