import { randomUUID } from 'node:crypto'
import { type EpochMs, rfc3339Seconds } from '../../../kernel/index.ts'
import type { Markup } from './markup.tsx'

/**
 * How long ago, for people. `browser/ages.ts` says it the same way, so that the text does not jump
 * when the script takes over.
 */
export function ageText(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  if (seconds < 1) return 'now'
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h ago`
  return `${Math.floor(seconds / 86_400)} d ago`
}

/** A date and a time for people, in UTC. */
export const momentText = (at: EpochMs): string =>
  `${rfc3339Seconds(at).slice(0, 16).replace('T', ' ')} UTC`

/** An absolute time for people, in UTC. */
export const clockText = (at: EpochMs): string => `${rfc3339Seconds(at).slice(11, 19)} UTC`

/**
 * Stands around a time in kept markup where an age belongs, because the age is another one each time
 * the markup is sent. It is made anew with every process and sent to nobody, so no text forges it.
 */
const mark = `age-${randomUUID()}-`

export const Age = ({ at }: { at: EpochMs }) => {
  const datetime = rfc3339Seconds(at)
  return (
    <time datetime={datetime} title={datetime.replace('T', ' ').replace('Z', ' UTC')} data-age="">
      {`${mark}${at}${mark}`}
    </time>
  )
}

/** Text of a user or a target without the control characters that no browser shows. */
export const plain = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it removes
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '\ufffd')

/** Writes the ages into kept markup. */
export function withAges(markup: Markup, now: EpochMs): Markup {
  const parts = markup.split(mark)
  for (let i = 1; i < parts.length; i += 2) {
    parts[i] = ageText(Math.max(0, now - Number(parts[i])))
  }
  return parts.join('')
}
