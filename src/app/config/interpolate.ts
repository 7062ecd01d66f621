export type Interpolated = {
  readonly text: string
  /** Whether a variable or a default stands in it now. */
  readonly replaced: boolean
  /** Names without a value and without a default. */
  readonly missing: readonly string[]
  /** Names whose default holds another reference, which is not understood. */
  readonly nested: readonly string[]
}

type Find = (name: string) => string | null

/**
 * Puts variables into a text: `${NAME}`, `${NAME:-default}` (also for an empty variable, as in
 * shells), `$$` for a dollar. Everything else, `${1}` and `${lower}` too, stays as it is.
 * One pass: what a variable holds is never read again.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06_02
 */
export function interpolate(text: string, find: Find): Interpolated {
  const parts: string[] = []
  const references: Reference[] = []
  const lastClose = text.lastIndexOf('}')
  let from = 0
  for (let at = text.indexOf('$'); at !== -1; at = text.indexOf('$', from)) {
    parts.push(text.slice(from, at))
    const reference = at < lastClose ? readReference(text, at) : null
    if (reference === null) {
      parts.push('$')
      from = text[at + 1] === '$' ? at + 2 : at + 1
    } else {
      references.push(reference)
      parts.push(substitute(reference, find))
      from = reference.end
    }
  }
  parts.push(text.slice(from))
  const isMissing = ({ name, fallback }: Reference) => fallback === null && find(name) === null
  return {
    text: parts.join(''),
    replaced: references.length > 0,
    missing: references.filter(isMissing).map(({ name }) => name),
    nested: references.filter(({ fallback }) => fallback?.includes('${')).map(({ name }) => name),
  }
}

type Reference = { readonly name: string; readonly fallback: string | null; readonly end: number }

function readReference(text: string, at: number): Reference | null {
  const head = /\$\{([A-Z_][A-Z0-9_]*)(\}|:-)/y
  head.lastIndex = at
  const match = head.exec(text)
  if (match === null) return null
  const name = match[1] ?? ''
  const after = head.lastIndex
  if (match[2] === '}') return { name, fallback: null, end: after }
  const close = text.indexOf('}', after)
  return { name, fallback: text.slice(after, close), end: close + 1 }
}

function substitute({ name, fallback }: Reference, find: Find): string {
  const value = find(name) ?? ''
  return value === '' ? (fallback ?? '') : value
}
