import { Refusal } from '../../../kernel/index.ts'
import type { HttpContext } from '../http.ts'

/** What somebody typed, by the names of the fields. */
export type Typed = Readonly<Record<string, string>>

const formType = /^application\/x-www-form-urlencoded\b/i

/** No form of ours is longer, in bytes. */
const formMost = 262_144

/** The texts of a form; of a name that comes twice, the last. */
export const readForm = async (c: HttpContext): Promise<Typed> =>
  Object.fromEntries(await readFields(c))

/** The fields of a form as they were sent, names that come more than once and all. */
export async function readFields(c: HttpContext): Promise<URLSearchParams> {
  const type = c.req.header('Content-Type')
  if (type === undefined) return new URLSearchParams()
  if (!formType.test(type)) {
    throw new Refusal(
      'unsupported_media_type',
      'Forms are sent as application/x-www-form-urlencoded',
    )
  }
  return new URLSearchParams(await readText(c))
}

/** A body may come without saying its length, so it is counted as it comes. */
async function readText(c: HttpContext): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of c.req.raw.body ?? []) {
      length += chunk.byteLength
      if (length > formMost) throw new Refusal('too_large', `A form has at most ${formMost} bytes`)
      chunks.push(chunk)
    }
  } catch (cause) {
    if (cause instanceof Refusal) throw cause
    throw new Refusal('malformed', 'The form broke off', { cause })
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** These fields of what was typed; one that was not sent counts as empty. */
export function pick<Name extends string>(
  typed: Typed,
  names: readonly Name[],
): Record<Name, string> {
  const entries = names.map((name) => [name, Object.hasOwn(typed, name) ? (typed[name] ?? '') : ''])
  return Object.fromEntries(entries)
}
