/** Keys and list positions from the top. */
export type Path = readonly PropertyKey[]

export const dotted = (path: Path): string => path.map(String).join('.')

export type Mapping = Record<string, unknown>

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const inside = (value: unknown, key: PropertyKey): unknown => {
  if (Array.isArray(value)) return value[Number(key)]
  return isMapping(value) && Object.hasOwn(value, key) ? value[String(key)] : undefined
}

export const valueAt = (tree: unknown, path: Path): unknown => path.reduce(inside, tree)

/** A copy of the tree with another value at the path; a list or map grows where it is missing. */
export function withValue(tree: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (typeof key === 'number') {
    const list = Array.isArray(tree) ? [...tree] : []
    list[key] = withValue(list[key], rest, value)
    return list
  }
  const mapping = isMapping(tree) ? tree : {}
  return { ...mapping, [String(key)]: withValue(inside(mapping, key), rest, value) }
}

/** `github.0.token` as a path. */
export const parsePath = (text: string): Path =>
  text.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))

/** What a value is called in YAML. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  if (typeof value === 'boolean') return 'true or false'
  return typeof value === 'number' ? 'a number' : 'text'
}
