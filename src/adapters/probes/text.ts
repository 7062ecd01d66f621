/**
 * Text of a target made fit for a line of a log, a terminal or a page: one line, no control or
 * direction-changing characters, no lone surrogates, at most `limit` UTF-16 units.
 */
export function oneLine(text: string, limit = 300): string {
  const line = text
    .slice(0, limit * 4)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  return line.length <= limit ? line : `${line.slice(0, limit - 1).toWellFormed()}…`
}

/**
 * Text of a target made fit to be shown as it is, on many lines: without control and
 * direction-changing characters but the ends of lines, at most `limit` UTF-16 units.
 */
export function excerptOf(text: string, limit = 2_048): string {
  const lines = text
    .slice(0, limit * 2)
    .toWellFormed()
    .replace(/\r\n?|[\p{Zl}\p{Zp}]/gu, '\n')
    .replace(/\t/g, ' ')
    .replace(/[^\P{Cc}\n]|\p{Cf}/gu, '')
    .trim()
  return lines.length <= limit ? lines : `${lines.slice(0, limit - 1).toWellFormed()}…`
}
