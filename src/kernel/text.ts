/**
 * Text that others wrote made fit for a line of a log, a message, a terminal or a page: one line,
 * no control or direction-changing characters, no lone surrogates, at most `limit` UTF-16 units.
 */
export function oneLine(text: string, limit = 300): string {
  const line = text
    .slice(0, limit * 4)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  return line.length <= limit ? line : `${line.slice(0, limit - 1).toWellFormed()}…`
}

const ofCredentials = /auth|cookie|token|key|secret|signature|password/i

/** Whether a header says by its name that it tells who asks, so that its value is no one else's. */
export const isCredentialHeader = (name: string): boolean => ofCredentials.test(name)
