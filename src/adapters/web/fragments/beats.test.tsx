import { expect, test } from 'vitest'
import { beatPaths, beatsLabel, missingPath } from './beats.tsx'

test('a full strip begins at the left edge and ends a gap before the right one', () => {
  expect(beatPaths('u'.repeat(90))).toEqual([{ kind: 'up', d: 'M0 11H359' }])
})

test('twenty beats in a row are one segment', () => {
  const [up] = beatPaths('u'.repeat(20) + 'd'.repeat(70))
  expect(up).toEqual({ kind: 'up', d: 'M0 11H79' })
})

test('a short strip stands at the right', () => {
  expect(beatPaths('d')).toEqual([{ kind: 'down', d: 'M356 8H359' }])
})

test('each kind of beat is one path with a segment a run', () => {
  expect(beatPaths('uug-duu')).toEqual([
    { kind: 'up', d: 'M332 11H339M352 11H359' },
    { kind: 'degraded', d: 'M340 9.5H343' },
    { kind: 'missed', d: 'M344 14H347' },
    { kind: 'down', d: 'M348 8H351' },
  ])
})

test('of a longer history the latest ninety are drawn', () => {
  expect(beatPaths(`d${'u'.repeat(90)}`)).toEqual([{ kind: 'up', d: 'M0 11H359' }])
})

test('letters that mean nothing leave a hole', () => {
  expect(beatPaths('uxu')).toEqual([{ kind: 'up', d: 'M348 11H351M356 11H359' }])
})

test.each([
  ['', 'M0 15H359'],
  ['uuu', 'M0 15H347'],
  ['u'.repeat(90), ''],
  ['u'.repeat(200), ''],
])('what is not there yet of %j is the base line %j', (recent, d) => {
  expect(missingPath(recent)).toBe(d)
})

test('a service that was never checked has an empty strip', () => expect(beatPaths('')).toEqual([]))

test.each([
  ['', 'Not checked yet'],
  ['uuug-d', 'Last 6 checks: 3 up, 1 degraded, 1 down, 1 missed; the last one failed'],
  ['du', 'Last 2 checks: 1 up, 1 down; last failure 1 check ago'],
  ['ddu-u', 'Last 5 checks: 2 up, 2 down, 1 missed; last failure 3 checks ago'],
  [`d${'u'.repeat(90)}`, 'Last 90 checks: 90 up'],
])('the strip %j says %s', (recent, label) => expect(beatsLabel(recent)).toBe(label))
