import { RE2JS } from 're2js'

/** Of the text that is searched, in UTF-16 units: RE2 is linear, but not for nothing. */
export const searchedLength = 65_536

/** Instructions that a pattern compiles to; one that repeats a class a thousand times is beyond it. */
export const mostInstructions = 250

const mostPatterns = 64
const compiled = new Map<string, RE2JS>()

/** Patterns of checks come again and again; those that were not used for long are dropped. */
function compile(pattern: string): RE2JS {
  const known = compiled.get(pattern)
  if (known !== undefined) compiled.delete(pattern)
  const expression = known ?? RE2JS.compile(pattern)
  compiled.set(pattern, expression)
  const [oldest] = compiled.keys()
  if (compiled.size > mostPatterns && oldest !== undefined) compiled.delete(oldest)
  return expression
}

/** What a pattern compiles to, in instructions. Throws where it does not parse. */
export const sizeOf = (pattern: string): number => compile(pattern).programSize()

/**
 * Why this is no regular expression of RE2 (https://github.com/google/re2/wiki/Syntax), or `null`
 * when it is one. RE2 has no backtracking, so that no text makes it slow.
 */
export function patternProblem(pattern: string): string | null {
  try {
    if (sizeOf(pattern) <= mostInstructions) return null
    return 'is too large a regular expression: repeat less in it'
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : ''
    return `is no regular expression of RE2: ${why.slice(0, 120)}`
  }
}

/** Whether the pattern occurs in the text, of which the beginning counts. */
export const matches = (pattern: string, text: string): boolean =>
  compile(pattern).matcher(text.slice(0, searchedLength)).find()
