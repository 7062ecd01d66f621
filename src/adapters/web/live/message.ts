import type { Markup, Swap } from '../fragments/index.ts'
import { exactly, type Position, positionText } from './position.ts'

/** Messages of the stream, as bytes of `text/event-stream`. */

/** One change of the page: what goes where, and how. Only swaps that htmx knows: an unknown one costs a tab its stream. */
export const partial = (target: string, swap: Swap, content: Markup): Markup =>
  `<hx-partial hx-target="${target.replaceAll('"', '&quot;')}" hx-swap="${swap}">${content}</hx-partial>`

type Frame = {
  /** The position to which the tab has come with it, as `positionText` writes it. */
  readonly id?: string
  readonly event?: string
  /** Milliseconds to wait before reconnecting. A frame with nothing but this is ignored, so `data` is needed. */
  readonly retry?: number
  readonly data: string
}

/** @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation */
export function frame({ id, event, retry, data }: Frame): string {
  return [
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(event === undefined ? [] : [`event: ${event}`]),
    ...(retry === undefined ? [] : [`retry: ${retry}`]),
    ...data.split(/\r\n|\r|\n/).map((line) => `data: ${line}`),
    '\n',
  ].join('\n')
}

/** A tab swaps a message in one go; smaller ones leave it time for its user. In characters. */
const frameLength = 32_768

/**
 * Packs changes into messages. The last one brings the tab to the position that they lead to; after
 * one before it the tab is somewhere in between.
 */
export function framesOf(partials: readonly Markup[], { from, to }: Position): string {
  const packs: string[] = []
  let pack = ''
  for (const next of partials) {
    if (pack !== '' && pack.length + next.length > frameLength) {
      packs.push(pack)
      pack = ''
    }
    pack += next
  }
  const between = positionText({ from, to })
  const last = frame({ id: positionText(exactly(to)), data: pack })
  return [...packs.map((data) => frame({ id: between, data })), last].join('')
}
