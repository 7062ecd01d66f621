import { z } from 'zod'
import { bareHost } from '../connect.ts'
import type { RecordType, Value } from './records.ts'

const list = z.array(z.string().trim().min(1).max(500)).max(50, 'must be at most 50 values')

/** A list of values, or a text of them as a form sends it. */
export const expectedValues = z
  .union([
    list,
    z
      .string()
      .max(4_000)
      .transform((text) =>
        text
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== ''),
      )
      .pipe(list),
  ])
  .default([])
  .meta({
    title: 'Expected answers',
    description: 'With commas between: 192.0.2.1, 192.0.2.2. Left empty, any record will do.',
    type: 'string',
  })

/** Types whose data are names and numbers: their case and the dot at the end do not matter. */
const named: readonly RecordType[] = ['CNAME', 'MX', 'NS', 'SRV', 'SOA', 'PTR']

function normal(text: string, type: RecordType): string {
  if (named.includes(type)) return text.toLowerCase().replace(/\.$/, '')
  if (type === 'AAAA') return bareHost(URL.parse(`http://[${text}]/`)?.hostname ?? text)
  return text
}

export type Expectation = {
  readonly type: RecordType
  readonly expected: readonly string[]
  readonly match: 'any' | 'all'
}

/** The expected values that are not there, or `null` when enough of them are. */
export function missingOf(
  values: readonly Value[],
  { type, expected, match }: Expectation,
): readonly string[] | null {
  const found = new Set(
    values.flatMap(({ text, host }) => [normal(text, type), ...(host === undefined ? [] : [host])]),
  )
  const missing = expected.filter((value) => !found.has(normal(value, type)))
  const enough = match === 'all' ? missing.length === 0 : missing.length < expected.length
  return enough || expected.length === 0 ? null : missing
}
