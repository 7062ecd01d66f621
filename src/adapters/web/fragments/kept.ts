import type { Markup } from './markup.tsx'

/** Keeps what was drawn of an object for as long as the object lives: a change makes a new one. */
export function kept<Thing extends object, Look extends string>(
  draw: (thing: Thing, look: Look) => Markup,
) {
  const drawn = new WeakMap<Thing, Map<Look, Markup>>()
  return (thing: Thing, look: Look): Markup => {
    const looks = drawn.get(thing) ?? new Map<Look, Markup>()
    drawn.set(thing, looks)
    const known = looks.get(look)
    if (known !== undefined) return known
    const markup = inOnePiece(draw(thing, look))
    looks.set(look, markup)
    return markup
  }
}

/**
 * The engine keeps a text that was put together as a tree of its pieces, and walks through it each time
 * it is joined to others. A page of a thousand rows spent more on that than on everything else.
 */
const inOnePiece = (markup: Markup): Markup => Buffer.from(markup).toString()
