import { type ServiceText, sameText } from './service-text.ts'

/** What a form was filled with, what somebody typed, and what somebody else saved meanwhile. */
export type Versions = {
  /** `null` when the form no longer says it: then every difference is one that both made. */
  readonly was: ServiceText | null
  readonly yours: ServiceText
  readonly theirs: ServiceText
}

/**
 * A field that somebody else changed. `clash`: so did you, in another way. `merged`: you had not
 * touched it, so theirs stands in the form.
 */
export type Note = {
  readonly kind: 'clash' | 'merged'
  readonly was: string | null
  readonly theirs: string
  readonly yours: string
}
export type Notes = Readonly<Record<string, Note>>

/** What to say beside each field that somebody else changed. */
export function notesOn(versions: Versions, names: readonly string[]): Notes {
  const notes = names.flatMap((name) => {
    const note = noteOn(versions, name)
    return note === null ? [] : [[name, note] as const]
  })
  return Object.fromEntries(notes)
}

function noteOn({ was, yours, theirs }: Versions, name: string): Note | null {
  const [mine, other] = [yours[name] ?? '', theirs[name] ?? '']
  if (was === null) {
    if (sameText(name, mine, other)) return null
    return { kind: 'clash', was: null, theirs: other, yours: mine }
  }
  const before = was[name] ?? ''
  if (sameText(name, other, before)) return null
  const merged = sameText(name, mine, before) || sameText(name, mine, other)
  return { kind: merged ? 'merged' : 'clash', was: before, theirs: other, yours: mine }
}

/** Theirs, with what was typed over it. */
export function merged({ was, yours, theirs }: Versions): ServiceText {
  const names = Object.keys({ ...theirs, ...yours })
  return Object.fromEntries(
    names.map((name) => {
      const mine = yours[name] ?? ''
      const untouched = was !== null && sameText(name, mine, was[name] ?? '')
      return [name, untouched ? (theirs[name] ?? '') : mine]
    }),
  )
}

/** Yours, with theirs in the fields that were given up. */
export const givenUp = (
  text: ServiceText,
  { theirs, names }: { readonly theirs: ServiceText; readonly names: readonly string[] },
): ServiceText => ({
  ...text,
  ...Object.fromEntries(names.map((name) => [name, theirs[name] ?? ''])),
})
