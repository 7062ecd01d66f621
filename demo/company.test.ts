import { expect, test } from 'vitest'
import { mishaps, moodOf, places, turnSeconds } from './company.ts'

const placeOf = (name: string) => {
  const place = places.find((one) => one.name === name)
  if (place === undefined) throw new Error(`there is no ${name}`)
  return place
}

test('whatever can go wrong goes wrong at a place that there is, and ends before the story begins again', () => {
  for (const { place, from, for: seconds } of mishaps) {
    expect(placeOf(place).paused ?? false).toBe(false)
    expect(from + seconds).toBeLessThanOrEqual(turnSeconds)
  }
})

test('whoever needs something that does not work does not work either', () => {
  const outage = mishaps.find(({ place }) => place === 'Orders database')
  const during = (outage?.from ?? 0) + 1
  expect(moodOf(placeOf('Orders database'), during).kind).toBe('gone')
  expect(moodOf(placeOf('Checkout'), during)).toEqual({
    kind: 'fails',
    status: 503,
    body: 'Orders database does not answer',
  })
  expect(moodOf(placeOf('Product pictures'), during).kind).toBe('well')
})

test('the story is the same in every turn', () => {
  for (const place of places) {
    expect(moodOf(place, 131).kind).toBe(moodOf(place, 131 + turnSeconds).kind)
  }
})
