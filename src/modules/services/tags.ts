import { z } from 'zod'
import { invalid } from '../../kernel/index.ts'

/** How many tags a service may have, and how long one may be, in UTF-16 units. */
export const tagLimits = { most: 20, length: 32 } as const

/**
 * Letters and digits of any script, and what namespaces are written with (`team:web`, `eu/west-1`).
 * No space and no comma: these part the tags of one text.
 */
const shape = /^[\p{L}\p{M}\p{N}._:/-]+$/u

/** One tag in its kept form, trimmed and in lower case; `null` when the text is none. */
export function parseTag(text: string): string | null {
  const tag = text.normalize('NFC').trim().toLowerCase()
  return tag.length <= tagLimits.length && shape.test(tag) ? tag : null
}

/** A list of tags, or one text with commas or spaces between them as a form sends it. */
export const tagList = z
  .union([z.array(z.string().max(100)), z.string().max(1_000)], {
    error: 'must be a list of tags, or one text with commas between them',
  })
  .transform((input, context): readonly string[] => {
    const words = typeof input === 'string' ? input.split(/[\s,]+/).filter(Boolean) : input
    const tags = new Set<string>()
    for (const word of words) {
      const tag = parseTag(word)
      if (tag === null) {
        context.addIssue({ code: 'custom', message: wrong(word) })
        return z.NEVER
      }
      tags.add(tag)
    }
    if (tags.size <= tagLimits.most) return [...tags]
    context.addIssue({ code: 'custom', message: `must be at most ${tagLimits.most} tags` })
    return z.NEVER
  })

const wrong = (word: string): string =>
  `"${word.slice(0, 40)}" is not a tag: 1 to ${tagLimits.length} letters, digits and ._:/-`

/** What a list of tags, or one text with them, comes to. Throws `Refusal('invalid')` with the field `tags`. */
export function parseTags(input: unknown): readonly string[] {
  const parsed = tagList.safeParse(input)
  if (parsed.success) return parsed.data
  throw invalid(parsed.error.issues.map(({ message }) => ({ path: 'tags', message })))
}
