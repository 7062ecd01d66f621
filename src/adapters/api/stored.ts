import { createHash } from 'node:crypto'
import type { Answer } from './endpoint.ts'

export type Stored = {
  readonly type: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A text that stays the same while the program runs: browsers keep it, and ask whether it changed. */
export function createStored(make: () => Stored) {
  let made: (Stored & { readonly tag: string }) | null = null
  return (ifNoneMatch: string | undefined): Answer => {
    made ??= tagged(make())
    const { type, body, tag } = made
    const headers = { ...made.headers, ETag: tag, 'Cache-Control': 'no-cache' }
    const known = ifNoneMatch?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag)
    return known === true
      ? { status: 304, headers }
      : { status: 200, text: { type, body }, headers }
  }
}

const tagged = (stored: Stored) => ({
  ...stored,
  tag: `"${createHash('sha256').update(stored.body).digest('base64url').slice(0, 22)}"`,
})
