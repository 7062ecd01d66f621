/** A line of a pasted list. */
export type PastedLine = {
  /** From 1. */
  readonly number: number
  /** As it was pasted, without the space around it. */
  readonly text: string
  /** `null` where it has none of its own. */
  readonly name: string | null
  readonly url: string
}

export type PastedList = {
  readonly lines: readonly PastedLine[]
  /** The texts of the lines that are more than one paste may add. */
  readonly beyond: readonly string[]
}

/** Lines that one paste may add. */
export const mostLines = 200

/** The longest line that can be an address with a name. */
const longest = 2_300

/**
 * Reads `URL`, `Name, URL`, `Name URL` and `URL Name`, one a line; empty lines and lines that begin
 * with `#` are left out. A line without an address is one whole address, so that its refusal says why.
 */
export function pastedList(text: string): PastedList {
  const found = text
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ number: index + 1, text: line.trim() }))
    .filter((line) => line.text !== '' && !line.text.startsWith('#'))
  return {
    lines: found
      .slice(0, mostLines)
      .map((line) => ({ ...line, ...partsOf(line.text.slice(0, longest)) })),
    beyond: found.slice(mostLines).map((line) => line.text),
  }
}

function partsOf(line: string): Pick<PastedLine, 'name' | 'url'> {
  const at = /(?:^|[\s,;])[a-z][a-z0-9+.-]*:\/\//i.exec(line)
  if (at === null) return { name: null, url: line }
  const start = at.index + (/^[\s,;]/.test(at[0]) ? 1 : 0)
  const [url = ''] = /^\S+/.exec(line.slice(start)) ?? []
  const before = line.slice(0, start)
  const after = line.slice(start + url.length)
  const name = bare(before) || bare(after)
  return { name: name === '' ? null : name, url: url.replace(/[,;]+$/, '') }
}

/** A name without the comma or the quotes that part it from its address. */
const bare = (text: string): string => {
  const word = text
    .trim()
    .replace(/^[,;]|[,;]$/g, '')
    .trim()
  return word.replace(/^"(.*)"$/, '$1').trim()
}

/** One spelling for addresses that are the same. */
export function sameAddress(text: string): string {
  const url = URL.parse(text)
  if (url === null) return text
  url.hash = ''
  return url.href.replace(/^(tcp:\/\/[^/]+)\/$/i, '$1')
}

/** A name for an address: its host and path, or that with a number where it is taken. */
export function nameFor(address: string, isTaken: (name: string) => boolean): string {
  const url = URL.parse(address)
  const path = url === null || url.pathname === '/' ? '' : url.pathname.replace(/\/$/, '')
  const name = (url === null ? address : `${url.host}${decoded(path)}`).slice(0, 180)
  if (!isTaken(name)) return name
  for (let count = 2; ; count++) {
    const numbered = `${name} (${count})`
    if (!isTaken(numbered)) return numbered
  }
}

function decoded(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}
