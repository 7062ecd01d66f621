import { describe, expect, test } from 'vitest'
import { publicService } from './sample.contract.ts'
import { dayLetters, percentText, recentShare, uptimeText } from './uptime.ts'

describe('uptime', () => {
  test.each([
    [1, '100 %'],
    [0.99999, '99.99 %'],
    [0.9998, '99.98 %'],
    [0.999, '99.9 %'],
    [0.5, '50 %'],
    [0.0001, '0.01 %'],
    [0, '0 %'],
  ])('of %d is %s', (share, text) => expect(percentText(share)).toBe(text))

  test('is of what was checked: missed checks say nothing, degraded ones are up', () => {
    expect(recentShare('ug-d')).toBeCloseTo(2 / 3)
    expect(recentShare('---')).toBeNull()
    expect(recentShare('')).toBeNull()
  })

  test('says of which time it is, the longest that is known', () => {
    const uptime = { day: 1, week: 0.999, month: 0.99, days: [] }
    expect(uptimeText(publicService({ uptime }))).toBe('99 % up in 30 days')
    expect(uptimeText(publicService({ uptime: { ...uptime, month: null } }))).toBe(
      '100 % up in 24 hours',
    )
    const young = { ...uptime, days: [1, null, ...Array<number>(5).fill(1)] }
    expect(uptimeText(publicService({ uptime: young }))).toBe('99 % up in 6 days')
    const old = { ...uptime, days: Array<number>(90).fill(1) }
    expect(uptimeText(publicService({ uptime: old }))).toBe('99 % up in 30 days')
    expect(uptimeText(publicService({ uptime: { ...uptime, days: [null, 0.9] } }))).toBe(
      '100 % up in 24 hours',
    )
    expect(uptimeText(publicService({ recent: 'uuud' }))).toBe('75 % up in the last checks')
    expect(uptimeText(publicService({ recent: '' }))).toBeNull()
  })

  test('of days becomes a strip', () => {
    expect(dayLetters([null, 1, 0.998, 0.95, 0.2])).toBe('-uggd')
  })
})
