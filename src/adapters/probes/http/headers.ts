import { z } from 'zod'
import { isSealed, secretMask } from '../../../kernel/index.ts'

/** Headers of a request by the names that were typed. */
export type RequestHeaders = Readonly<Record<string, string>>

const most = { headers: 20, value: 2_000 }

/** RFC 9110 section 5.6.2 (token); no line break gets into a value. */
const nameForm = /^[!#$%&'*+.^_`|~\w-]{1,100}$/
const valueForm = /^[\t\x20-\x7e]*$/

/** The connection's own (RFC 9110 section 7.6.1), and those that follow from address and body. */
const reserved =
  /^(?:host|connection|content-length|transfer-encoding|accept-encoding|te|trailer|upgrade|keep-alive|expect|proxy-.*)$/i

function entryError(name: string, value: string): string | null {
  if (!nameForm.test(name)) return 'must look like "Name: value"'
  if (reserved.test(name)) return `${name} follows from the address, the body and the connection`
  if (value.length > most.value) return `${name} is longer than ${most.value} characters`
  return valueForm.test(value) ? null : `${name} has a character that no header may have`
}

type Entry = readonly [name: string, value: string]

function entriesOf(given: string | RequestHeaders): Entry[] {
  if (typeof given !== 'string') return Object.entries(given)
  return given.split(/\r?\n/).flatMap((line): Entry[] => {
    if (line.trim() === '') return []
    const [name = '', ...rest] = line.split(':')
    return [rest.length === 0 ? ['', ''] : [name.trim(), rest.join(':').trim()]]
  })
}

/** Headers as an object, or as the lines `Name: value` that a form has. The object is what is kept. */
export const headersSetting = z
  .union(
    [z.string().max(50_000), z.record(z.string(), z.string())],
    'must be lines such as "Name: value", or an object',
  )
  .transform((given, context): RequestHeaders => {
    const entries = entriesOf(given)
    const names = new Set(entries.map(([name]) => name.toLowerCase()))
    const errors = entries.map(([name, value]) => entryError(name, value))
    if (names.size < entries.length && !errors.includes('must look like "Name: value"')) {
      errors.push('has a name twice')
    }
    if (entries.length > most.headers) errors.push(`must be at most ${most.headers} headers`)
    const message = errors.find((error) => error !== null)
    if (message !== undefined) {
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }
    return Object.fromEntries(entries)
  })

/** The lines of headers that nobody is to see again. What is stored cannot be looked at here. */
export const secretHeaders = z
  .string()
  .max(16_000)
  .superRefine((given, context) => {
    if (given === secretMask || isSealed(given)) return
    const [issue] = headersSetting.safeParse(given).error?.issues ?? []
    if (issue !== undefined) context.addIssue({ code: 'custom', message: issue.message })
  })
