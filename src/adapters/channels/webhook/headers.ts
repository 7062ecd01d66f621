import { z } from 'zod'

/** Headers of a request by the names that were typed. */
export type Headers = Readonly<Record<string, string>>

const most = { headers: 20, value: 2_000 }

/** RFC 9110, 5.6.2 (token); no line break gets into a value. */
const nameForm = /^[!#$%&'*+.^_`|~\w-]{1,100}$/
const valueForm = /^[\t\x20-\x7e]*$/

/** The connection's own (RFC 9110, 7.6.1), and those that the message has already. */
const reserved =
  /^(?:host|connection|content-.*|transfer-encoding|te|trailer|upgrade|keep-alive|expect|proxy-.*|user-agent|idempotency-key|webhook-.*)$/i

/** Headers that are keys, whoever is asked. */
const keys = /^(?:authorization|cookie)$/i

type Entry = readonly [name: string, value: string]

function entryOf(line: string): Entry {
  const [name = '', ...rest] = line.split(':')
  return rest.length === 0 ? ['', ''] : [name.trim(), rest.join(':').trim()]
}

/** What is wrong with a header; `null` when nothing is. The value is not repeated: it may be secret. */
function faultOf([name, value]: Entry): string | null {
  if (!nameForm.test(name)) return 'must look like "Name: value"'
  if (reserved.test(name)) return `must leave out ${name}, which the message has already`
  if (value.length > most.value) return `has a ${name} longer than ${most.value} characters`
  return valueForm.test(value) ? null : `has a ${name} with a character that no header may have`
}

/** One header in a line: `Authorization: Bearer …`; `null` for what is none. */
export function parseHeader(line: string): Entry | null {
  const entry = entryOf(line)
  return faultOf(entry) === null ? entry : null
}

function faultAmong(entries: readonly Entry[]): string | null {
  for (const entry of entries) {
    const fault = faultOf(entry)
    if (fault !== null) return fault
    if (keys.test(entry[0])) {
      return `must leave out ${entry[0]}: everyone sees these; enter it as the secret header`
    }
  }
  const names = new Set(entries.map(([name]) => name.toLowerCase()))
  if (names.size < entries.length) return 'has a name twice'
  return entries.length > most.headers ? `must be at most ${most.headers} headers` : null
}

const entriesOf = (given: string | Headers): Entry[] =>
  typeof given === 'string'
    ? given.split(/\r?\n/).flatMap((line) => (line.trim() === '' ? [] : [entryOf(line)]))
    : Object.entries(given)

/** Headers as an object, or as the lines `Name: value` that a form has. The object is what is kept. */
export const headersSetting = z
  .union(
    [z.string().max(50_000), z.record(z.string(), z.string())],
    'must be lines such as "Name: value", or an object',
  )
  .transform((given, context): Headers => {
    const entries = entriesOf(given)
    const message = faultAmong(entries)
    if (message === null) return Object.fromEntries(entries)
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })
