import { Refusal } from '../../kernel/index.ts'
import type { RequestHeader } from './endpoint.ts'

/** What a client's `If-Match` asks for. `revs` are the revisions of this very thing that it names. */
export type Expectation =
  | { readonly kind: 'none' }
  | { readonly kind: 'any' }
  | { readonly kind: 'revs'; readonly revs: readonly number[] }

/** The thing is at another revision than the client expects. */
export class StaleRevision extends Refusal {
  readonly rev: number
  constructor(what: string, rev: number) {
    super('stale', `${what} was changed by somebody else; it is at version ${rev}`)
    this.rev = rev
  }
}

/** A strong entity tag that names the thing and its revision, as `"svc-12-r8"`. */
export const entityTag = (kind: string, thing: { id: number; rev: number }): string =>
  `"${kind}-${thing.id}-r${thing.rev}"`

/** Entity tags of RFC 9110, 8.8.3, in a list: anything but quotes and controls between quotes. */
const tags =
  /^\s*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")*\s*$/

/**
 * Reads `If-Match` of a thing. The comparison is strong (RFC 9110, 13.1.1), so a weak tag matches
 * nothing, and neither does the tag of another thing. Throws `Refusal('malformed')`.
 */
export function parseIfMatch(
  header: string | undefined,
  thing: { readonly kind: string; readonly id: number },
): Expectation {
  if (header === undefined) return { kind: 'none' }
  if (header.trim() === '*') return { kind: 'any' }
  if (!tags.test(header)) {
    throw new Refusal('malformed', 'If-Match must hold entity tags such as "svc-12-r8", or *')
  }
  const start = `"${thing.kind}-${thing.id}-r`
  const revs = [...header.matchAll(/(?:W\/)?"[^"]*"/g)].flatMap(([tag]) => {
    const digits = tag.startsWith(start) ? tag.slice(start.length, -1) : ''
    return /^\d{1,15}$/.test(digits) ? [Number(digits)] : []
  })
  return { kind: 'revs', revs }
}

/** The present revision of a thing, asked for only where it is needed. */
export type Present = { readonly what: string; rev(): Promise<number> }

/**
 * The revision that a change is made on. A change without `If-Match` could undo somebody else's
 * unseen, so it is refused (RFC 6585, 3); `*` says in so many words that any present one will do.
 */
export async function expectedRev(expectation: Expectation, present: Present): Promise<number> {
  if (expectation.kind === 'none') {
    throw new Refusal(
      'precondition_required',
      'Send If-Match with the ETag of the version that you change, or with * for any',
    )
  }
  const [first, ...more] = expectation.kind === 'revs' ? expectation.revs : []
  if (first !== undefined && more.length === 0) return first
  return requireMatch(expectation, present)
}

/** @returns the present revision, when it is one that the client expects. */
export async function requireMatch(expectation: Expectation, present: Present): Promise<number> {
  const rev = await present.rev()
  if (expectation.kind !== 'revs' || expectation.revs.includes(rev)) return rev
  throw new StaleRevision(present.what, rev)
}

export const ifMatchHeader = (kind: string): RequestHeader => ({
  name: 'If-Match',
  description:
    'The ETag of the version that you change; `*` for any. Refused with 428 without it, with 412 when somebody else was faster.',
  required: true,
  example: `"${kind}-1-r1"`,
})
