/**
 * TypeScript or TSX with everything blanked that is not code: comments, the inside of strings and
 * regular expressions, the fixed parts of templates. Offsets, quotes and line breaks stay, so that a
 * match in the code is at the same place in the source.
 *
 * It reads tokens, not grammar. In JSX an apostrophe in running text looks like the start of a
 * string; a string that does not end on its line is therefore taken for text.
 */
export function codeOf(source: string): string {
  const out = source.split('')
  const blank = (from: number, to: number): void => {
    for (let i = from; i < to; i++) if (out[i] !== '\n') out[i] = ' '
  }
  /** Depths of braces at which a `}` goes back into a template. */
  const templates: number[] = []
  let depth = 0
  let at = 0
  while (at < source.length) {
    const span = inert(source, at)
    if (span) {
      blank(span.from, span.to)
      at = span.end
      continue
    }
    const char = source[at]
    if (char === '{') depth += 1
    if (char === '}') depth -= 1
    const resumes = char === '}' && templates.at(-1) === depth
    if (resumes) templates.pop()
    at += 1
    if (char !== '`' && !resumes) continue
    const end = templatePart(source, at)
    blank(at, end)
    at = end + 1
    if (source[end] === '$') {
      templates.push(depth)
      depth += 1
      at += 1
    }
  }
  return out.join('')
}

/** Where a span's blank part starts and ends, and where reading goes on. */
type Span = { readonly from: number; readonly to: number; readonly end: number }

/** A comment, string or regular expression that starts here. */
function inert(source: string, at: number): Span | null {
  const two = source.slice(at, at + 2)
  if (two === '//') return until(source, at, '\n')
  if (two === '/*') return until(source, at, '*/')
  const char = source[at]
  if (char === "'" || char === '"') return quoted(source, at, char)
  if (char === '/' && startsExpression(source, at)) return regularExpression(source, at)
  return null
}

function until(source: string, at: number, mark: string): Span {
  const found = source.indexOf(mark, at + 2)
  const end = found < 0 ? source.length : found + (mark === '\n' ? 0 : mark.length)
  return { from: at, to: end, end }
}

function quoted(source: string, at: number, quote: string): Span | null {
  for (let i = at + 1; i < source.length && source[i] !== '\n'; i++) {
    if (source[i] === '\\') i += 1
    else if (source[i] === quote) return { from: at + 1, to: i, end: i + 1 }
  }
  return null
}

function regularExpression(source: string, at: number): Span | null {
  let inClass = false
  for (let i = at + 1; i < source.length && source[i] !== '\n'; i++) {
    const char = source[i]
    if (char === '\\') i += 1
    else if (char === '[') inClass = true
    else if (char === ']') inClass = false
    else if (char === '/' && !inClass) return { from: at + 1, to: i, end: i + 1 }
  }
  return null
}

const beforeExpression =
  /(?:^|[=(,:;![&|?{}+*%~^-]|=>|\b(?:return|typeof|case|in|of|throw|yield|await|else|do))\s*$/

/** Whether a slash here starts a regular expression; after a value it divides, in `</b>` and `/>` it closes. */
function startsExpression(source: string, at: number): boolean {
  return source[at + 1] !== '>' && beforeExpression.test(source.slice(Math.max(0, at - 40), at))
}

/** Where this part of a template ends: at its backtick or at the `$` of `${`. */
function templatePart(source: string, at: number): number {
  for (let i = at; i < source.length; i++) {
    if (source[i] === '\\') i += 1
    else if (source[i] === '`' || source.startsWith('${', i)) return i
  }
  return source.length
}
