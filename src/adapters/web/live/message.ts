import type { Markup, Swap } from '../fragments/index.ts'

/** Messages of the stream, as bytes of `text/event-stream`. */

/** One change of the page: what goes where, and how. Only swaps that htmx knows: an unknown one costs a tab its stream. */
export const partial = (target: string, swap: Swap, content: Markup): Markup =>
  `<hx-partial hx-target="${target.replaceAll('"', '&quot;')}" hx-swap="${swap}">${content}</hx-partial>`

type Frame = {
  /** Set on the last message of a change only: from then on the tab has it all. */
  readonly id?: number
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

/** Packs changes into messages; the last one carries the position that they lead to. */
export function framesOf(partials: readonly Markup[], id: number): string {
  const packs: string[] = []
  let pack = ''
  for (const next of partials) {
    if (pack !== '' && pack.length + next.length > frameLength) {
      packs.push(pack)
      pack = ''
    }
    pack += next
  }
  return [...packs.map((data) => frame({ data })), frame({ id, data: pack })].join('')
}
