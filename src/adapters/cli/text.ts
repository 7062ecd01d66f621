import { stripVTControlCharacters } from 'node:util'

/** Marks that turn the direction of text, or hide in it: they make a line read as something else. */
const disguise = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu
const lineBreaks = /[\p{Zl}\p{Zp}]/gu

/**
 * Text of others made fit for a line on a terminal: no escape sequence, no control character, no
 * line break, nothing that turns the direction.
 */
export const plain = (text: string): string =>
  stripVTControlCharacters(text)
    .toWellFormed()
    .replace(disguise, '')
    .replace(lineBreaks, ' ')
    .replace(/\p{Cc}+/gu, ' ')

/** JSON for machines. What a terminal would obey is escaped, so that it is safe to look at too. */
export const json = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** East Asian wide and full-width letters, and pictures: two columns each (Unicode UAX #11). */
const wide =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u

const widthOfOne = (grapheme: string): number => (wide.test(grapheme) ? 2 : 1)

/** Columns that a line takes on a terminal. */
export function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += widthOfOne(segment)
  return width
}

/** The text in at most `width` columns, with `…` where it was cut. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let kept = ''
  let used = 1
  for (const { segment } of graphemes.segment(text)) {
    used += widthOfOne(segment)
    if (used > width) break
    kept += segment
  }
  return `${kept}…`
}
