import { isCredentialHeader } from '../../../kernel/index.ts'
import { type Fields, isFields } from './translated.ts'

/** Headers as other programs have them, apart by who may see them. */
export type HeadersRead = {
  readonly shown: Readonly<Record<string, string>>
  /** `Name: value`, of those that hold a credential by their name. */
  readonly secret: readonly string[]
}

/** Both programs show headers to whoever may edit; in Pharos everybody sees those that are no secret. */
export function apart(headers: Fields): HeadersRead {
  const shown: Record<string, string> = {}
  const secret: string[] = []
  for (const [name, value] of Object.entries(headers)) {
    if (isCredentialHeader(name)) secret.push(`${name}: ${String(value)}`)
    else shown[name] = String(value)
  }
  return { shown, secret }
}

/** The settings of an http check. */
export function checkHeaders(headers: Fields): Fields {
  const { shown, secret } = apart(headers)
  return {
    ...(Object.keys(shown).length > 0 && { headers: shown }),
    ...(secret.length > 0 && { secret_headers: secret.join('\n') }),
  }
}

/** Headers that are a JSON object as text; `null` where they are none. */
export function headersOfText(text: string): Fields | null {
  try {
    const headers: unknown = JSON.parse(text)
    return isFields(headers) ? headers : null
  } catch {
    return null
  }
}
