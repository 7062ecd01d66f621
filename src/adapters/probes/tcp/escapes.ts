const sequence = /\\(?:([nrt0\\])|x([0-9a-fA-F]{2}))|\\/g

const known: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', 0: '\0', '\\': '\\' }

/** What `\r`, `\n`, `\t`, `\0`, `\\` and `\x1b` in a text stand for; `null` where a backslash stands for nothing. */
export function unescaped(text: string): Buffer | null {
  let wrong = false
  const parts: Buffer[] = []
  let from = 0
  for (const { 0: whole, 1: letter, 2: digits, index } of text.matchAll(sequence)) {
    parts.push(Buffer.from(text.slice(from, index)))
    from = index + whole.length
    if (digits !== undefined) parts.push(Buffer.from(digits, 'hex'))
    else if (letter !== undefined) parts.push(Buffer.from(known[letter] ?? ''))
    else wrong = true
  }
  parts.push(Buffer.from(text.slice(from)))
  return wrong ? null : Buffer.concat(parts)
}
