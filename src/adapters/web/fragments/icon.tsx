import { createContext, useContext } from 'hono/jsx'

/** The glyphs of `static/icons.svg`. */
export type IconName =
  | 'check'
  | 'warning'
  | 'down'
  | 'unknown'
  | 'paused'
  | 'pause'
  | 'play'
  | 'edit'
  | 'trash'
  | 'plus'
  | 'beacon'
  | 'search'
  | 'filter'
  | 'sort-up'
  | 'sort-down'
  | 'chevron-left'
  | 'chevron-right'
  | 'chevron-down'
  | 'settings'
  | 'users'
  | 'user'
  | 'key'
  | 'log'
  | 'moon'
  | 'sun'
  | 'system'
  | 'menu'
  | 'close'
  | 'keyboard'
  | 'tag'
  | 'copy'
  | 'external'
  | 'clock'
  | 'list'
  | 'home'
  | 'shield'
  | 'refresh'
  | 'flask'
  | 'mail'
  | 'bolt'
  | 'leave'
  | 'wrench'

/** The address of the sheet of glyphs, which has the hash of its content in it. */
export const IconSheet = createContext('/a/icons.svg')

export const Icon = ({ name }: { name: IconName }) => (
  <svg class="i" viewBox="0 0 24 24" aria-hidden="true">
    <use href={`${useContext(IconSheet)}#${name}`} />
  </svg>
)
