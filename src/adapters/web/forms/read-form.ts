import { Refusal } from '../../../kernel/index.ts'
import type { HttpContext } from '../http.ts'

/** What somebody typed, by the names of the fields. */
export type Typed = Readonly<Record<string, string>>

const formTypes = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i

/** The texts of a form. Files are left out: no form of ours has any. */
export async function readForm(c: HttpContext): Promise<Typed> {
  const type = c.req.header('Content-Type')
  if (type === undefined) return {}
  if (!formTypes.test(type)) {
    throw new Refusal(
      'unsupported_media_type',
      'Forms are sent as application/x-www-form-urlencoded',
    )
  }
  const body = await c.req.parseBody().catch((cause: unknown) => {
    if (cause instanceof Refusal) throw cause
    throw new Refusal('malformed', 'The form cannot be read', { cause })
  })
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  )
}

/** These fields of what was typed; one that was not sent counts as empty. */
export function pick<Name extends string>(
  typed: Typed,
  names: readonly Name[],
): Record<Name, string> {
  const entries = names.map((name) => [name, Object.hasOwn(typed, name) ? (typed[name] ?? '') : ''])
  return Object.fromEntries(entries)
}
