const deepest = 64

const quote = 0x22
const backslash = 0x5c
const nesting: Readonly<Record<number, number>> = { 91: 1, 123: 1, 93: -1, 125: -1 }

/** Counts brackets, of which those within a text are none. */
function isTooDeep(text: string): boolean {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (quoted && unit === backslash) at += 1
    else if (unit === quote) quoted = !quoted
    else if (!quoted) depth += nesting[unit] ?? 0
    if (depth > deepest) return true
  }
  return false
}

/** A document of 64 levels at most; `null` for what is none. */
export function parseJson(text: string): { readonly value: unknown } | null {
  if (isTooDeep(text)) return null
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

/** The value at a path of names and indexes (a part of RFC 9535); `undefined` where there is none. */
export function valueAt(document: unknown, path: string): unknown {
  let value = document
  for (const [step, name, index] of path.matchAll(/\.([\w-]+)|\[(\d+)\]/g)) {
    const isList = Array.isArray(value)
    if (typeof value !== 'object' || value === null || isList === step.startsWith('.')) {
      return undefined
    }
    const key = name ?? index ?? ''
    value = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
  }
  return value
}
