/** An answer that is kept for its entity tag, as it came over the wire. */
export type Tagged = {
  readonly etag: string
  readonly headers: readonly (readonly [string, string])[]
  readonly bytes: Uint8Array
}

export type TagStore = {
  find(key: string): Tagged | null
  keep(key: string, answer: { readonly headers: Headers; readonly bytes: Uint8Array }): void
  /** How much it holds. */
  size(): number
}

const mostBytes = 16_000_000
const mostEntryBytes = 256_000
/** What an entry takes beyond its texts, roughly. */
const overhead = 200

/** Those that say how a list goes on, and how the body is to be read. An unchanged answer may leave them out (RFC 9110, 15.4.5). */
const keptHeaders =
  /^(link|content-(type|encoding)|last-modified|x-jenkins|x-total-count|x-(total|page|per-page|next-page|prev-page|total-pages))$/

/** Answers by entity tag (RFC 9110, 13.1.2), those that were used last. */
export function createTagStore(limits = { mostBytes, mostEntryBytes }): TagStore {
  const entries = new Map<string, Tagged>()
  let size = 0

  function drop(key: string): void {
    const entry = entries.get(key)
    if (entry === undefined) return
    entries.delete(key)
    size -= sizeOf(key, entry)
  }

  return {
    find(key) {
      const entry = entries.get(key)
      if (entry === undefined) return null
      // The order of a map is that of insertion, so what was used last stands last.
      entries.delete(key)
      entries.set(key, entry)
      return entry
    },
    keep(key, { headers, bytes }) {
      drop(key)
      const etag = headers.get('etag') ?? ''
      if (etag === '' || bytes.length > limits.mostEntryBytes) return
      const kept = [...headers].filter(([name]) => keptHeaders.test(name))
      // A copy, as a buffer may be a part of a larger one and keep it alive.
      const entry = { etag, headers: kept, bytes: new Uint8Array(bytes) }
      entries.set(key, entry)
      size += sizeOf(key, entry)
      for (const [oldest] of entries) {
        if (size <= limits.mostBytes) break
        drop(oldest)
      }
    },
    size: () => size,
  }
}

const sizeOf = (key: string, { etag, headers, bytes }: Tagged): number =>
  [key, etag, ...headers.flat()].reduce((sum, text) => sum + text.length, bytes.length + overhead)
