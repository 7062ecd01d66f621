export type DotenvValue = { readonly value: string; readonly line: number }
export type Dotenv = {
  readonly values: ReadonlyMap<string, DotenvValue>
  /** Numbers of the lines that are no assignment. */
  readonly malformed: readonly number[]
}

const assignment = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*/
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

/**
 * Reads `NAME=value` lines as POSIX shells and Docker Compose do: `export` in front, comments from
 * `#`, single quotes keep everything, double quotes know `\n`, `\t`, `\"` and `\\`; quoted values may
 * span lines. Nothing is expanded. A name that stands twice has its last value.
 */
export function parseDotenv(text: string): Dotenv {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const values = new Map<string, DotenvValue>()
  const malformed: number[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const match = assignment.exec(line)
    if (match === null) {
      if (!/^\s*(#|$)/.test(line)) malformed.push(at + 1)
      continue
    }
    const read = readValue(lines, at, match[0].length)
    if (read === null) {
      malformed.push(at + 1)
      continue
    }
    values.set(match[1] ?? '', { value: read.value, line: at + 1 })
    at = read.lastLine
  }
  return { values, malformed }
}

type Read = { readonly value: string; readonly lastLine: number }

function readValue(lines: readonly string[], at: number, column: number): Read | null {
  const line = (lines[at] ?? '').slice(column)
  const quote = line[0]
  if (quote !== '"' && quote !== "'") {
    return { value: line.replace(/(^|[ \t])#.*$/, '').trim(), lastLine: at }
  }
  const parts: string[] = []
  for (let row = at; row < lines.length; row++) {
    const part = row === at ? line.slice(1) : (lines[row] ?? '')
    const end = closing(part, quote)
    if (end === -1) {
      parts.push(part)
      continue
    }
    if (!/^\s*(#|$)/.test(part.slice(end + 1))) return null
    const whole = [...parts, part.slice(0, end)].join('\n')
    return { value: quote === '"' ? unescaped(whole) : whole, lastLine: row }
  }
  return null
}

function closing(text: string, quote: string): number {
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && quote === '"') i++
    else if (text[i] === quote) return i
  }
  return -1
}

const unescaped = (text: string): string =>
  text.replace(/\\([nrt"\\$])/g, (_, letter: string) => escapes[letter] ?? letter)
