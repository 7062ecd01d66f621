import { raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import { IconSheet } from './icon.tsx'

/** Markup that templates made. Text of users and targets is escaped in it. */
export type Markup = string

export type Render = (node: HtmlEscapedString | Promise<HtmlEscapedString>) => Markup

/** Renders templates. They are synchronous: their data is there before they are called. */
export const createRender =
  (iconSheet: string): Render =>
  (node) => {
    const text = (<IconSheet.Provider value={iconSheet}>{node}</IconSheet.Provider>).toString()
    if (typeof text !== 'string') throw new TypeError('a template waits for something')
    return text
  }

/** Puts rendered markup into a template as it is. Only for what a `Render` gave. */
export const insert = (markup: Markup) => raw(markup)
