import type { ErrorCode } from 'yaml'

/**
 * What is wrong with the YAML, in our words. The parser's own messages quote the text around the
 * error, and that text may be a secret.
 */
const words: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: 'this alias has no name',
  BAD_DIRECTIVE: 'this directive is not understood',
  BAD_DQ_ESCAPE: 'unknown escape in a "…" text; use \'…\' to keep a backslash',
  BAD_INDENT: 'wrong indentation, or a bracket that is not closed',
  BAD_SCALAR_START: 'a text cannot start with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'two keys on one line; put a text with ": " in quotes',
  BLOCK_IN_FLOW: 'inside { } and [ ] everything is separated by commas',
  KEY_OVER_1024_CHARS: 'this key is too long',
  MISSING_CHAR: 'a bracket, comma, colon or quote is missing',
  MULTILINE_IMPLICIT_KEY: 'a key does not span lines; is a colon missing?',
  MULTIPLE_DOCS: 'the file holds a second document',
  NON_STRING_KEY: 'a key is a plain text',
  RESOURCE_EXHAUSTION: 'nested too deeply',
  TAB_AS_INDENT: 'YAML is indented with spaces, not with tabs',
  TAG_RESOLVE_FAILED: "tags of one's own are not supported",
  UNEXPECTED_TOKEN: 'something here does not belong; is a colon, a comma or a quote missing?',
}

/** @param line the line of the error, to recognise the commonest mistake with variables. */
export function yamlMessage(code: ErrorCode, line: string): string {
  if (code === 'UNEXPECTED_TOKEN' && /[{[].*[^"']\$\{/.test(line)) {
    return 'inside { } and [ ] a variable needs quotes around it'
  }
  return words[code] ?? `this is not YAML (${code})`
}
