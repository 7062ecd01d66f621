import { moodOf, type Place, turnSeconds } from '../../demo/company.ts'
import type { Found, Past } from './past.ts'

const dayMs = 86_400_000
/** How much of a past the company has that was looked at closely. */
const closeMs = 5 * 3_600_000
export const closeEveryMs = 30_000
const seldomEveryMs = 30 * 60_000

/** The story of the company, nine times as slow as it is told; now nothing is wrong. */
const storySeconds = (sinceNow: number): number =>
  10 + turnSeconds * Math.ceil(closeMs / 9_000 / turnSeconds) + sinceNow / 9_000

/** What a check of a place found so many milliseconds from now; the past is below zero. */
function foundAt(place: Place, sinceNow: number): Found {
  const mood = moodOf(place, storySeconds(sinceNow))
  if (mood.kind === 'fails') {
    const message = `${mood.status} Service Unavailable, expected 200-299`
    return { status: 'down', reason: 'bad_status', message, ms: place.usualMs }
  }
  if (mood.kind === 'hangs') {
    return { status: 'down', reason: 'timeout', message: 'no answer within 10 s', ms: 10_000 }
  }
  if (mood.kind === 'gone') {
    return { status: 'down', reason: 'connection_refused', message: 'connection refused', ms: 1 }
  }
  const slow = place.degradedAboveMs !== undefined && mood.ms > place.degradedAboveMs
  const message = place.kind === 'tcp' ? 'connected' : '200 OK'
  return slow
    ? { status: 'degraded', reason: 'slow', message, ms: mood.ms }
    : { status: 'up', reason: 'ok', message, ms: mood.ms }
}

/** Before that it was looked at twice an hour: once in a while an hour was bad, or four. */
function longAgo({ name }: Place, time: number): Found {
  const day = Math.floor(time / dayMs) + name.length * 11
  const hour = Math.floor((time % dayMs) / 3_600_000)
  const bad = day % 19 === 0 ? 1 : day % 31 === 0 ? 4 : 0
  return hour >= 9 && hour < 9 + bad
    ? { status: 'down', reason: 'timeout', message: 'no answer within 10 s', ms: 10_000 }
    : { status: 'up', reason: 'ok', message: '200 OK', ms: 40 }
}

/** A past in pieces: what turns a check stands alone, and then as long as it stays so. */
function piecesOf(past: Past): readonly Past[] {
  const { from, until, intervalMs, foundAt: find } = past
  const starts = [from]
  let turned = from
  for (let slot = from + intervalMs; slot < until; slot += intervalMs) {
    const turns = find(slot).status !== find(slot - intervalMs).status
    if (turns) turned = slot
    // The second failure in a row makes it down.
    if (turns || slot === turned + 2 * intervalMs) starts.push(slot)
  }
  return starts.map((start, index) => ({ ...past, from: start, until: starts[index + 1] ?? until }))
}

export type Span = { readonly now: number; readonly days: number }

/** When a past began that goes so many days further back than the hours that everything has. */
export const bornAt = ({ now, days }: Span): number => now - closeMs - days * dayMs

/** All that a check of a place has found until now. */
export function pastOf(place: Place, checkId: number, span: Span): readonly Past[] {
  const { now } = span
  const close = now - closeMs
  const pasts: readonly Past[] = [
    {
      checkId,
      intervalMs: seldomEveryMs,
      from: bornAt(span),
      until: close,
      foundAt: (time) => longAgo(place, time),
    },
    {
      checkId,
      intervalMs: closeEveryMs,
      from: close,
      until: place.paused ? now - closeMs / 2 : now,
      foundAt: (time) => foundAt(place, time - now),
    },
  ]
  return pasts.filter(({ from, until }) => from < until).flatMap(piecesOf)
}
