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
