import { decideAccess, type User } from '../../../kernel/index.ts'
import type { IconName } from '../fragments/index.ts'
import { type Place, placesFor } from '../pages/header.tsx'
import { paths } from '../paths.ts'
import { wordsOf } from './services.ts'

/** Something to do from the palette. */
export type Command = {
  readonly word: string
  /** Other words that find it. */
  readonly also: string
  readonly icon: IconName
  /** Where it can be done without a script; `null` when it needs one. */
  readonly href: string | null
  /** What the script does instead: see `browser/palette.ts`. */
  readonly does?: string
  readonly key?: string
}

const preferences = `${paths.account}#preferences`

const theme = (name: string, icon: IconName): Command => ({
  word: `Theme: ${name}`,
  also: 'colours appearance',
  icon,
  href: preferences,
  does: `theme:${name}`,
})

const density = (name: string): Command => ({
  word: `Density: ${name}`,
  also: 'rows spacing appearance',
  icon: 'list',
  href: preferences,
  does: `density:${name}`,
})

const addService: Command = {
  word: 'Add service',
  also: 'new create monitor check',
  icon: 'plus',
  href: paths.newService,
}

const everybodys: readonly Command[] = [
  {
    word: 'Pause or resume live updates',
    also: 'stop freeze',
    icon: 'pause',
    href: null,
    does: 'pause',
    key: '.',
  },
  theme('light', 'sun'),
  theme('dark', 'moon'),
  theme('system', 'system'),
  density('comfortable'),
  density('compact'),
  { word: 'Keyboard shortcuts', also: 'help keys', icon: 'keyboard', href: paths.help, key: '?' },
]

/** Each word of the query is the start of one of these. */
function isMeant(text: string, query: string): boolean {
  const starts = wordsOf(text)
  return wordsOf(query).every((word) => starts.some((start) => start.startsWith(word)))
}

/** Commands that a user may give, by the starts of their words. */
export function findCommands(user: User, query: string): readonly Command[] {
  const mine = decideAccess('editor', user) === 'allowed' ? [addService, ...everybodys] : everybodys
  return mine.filter(({ word, also }) => isMeant(`${word} ${also}`, query))
}

/** Pages that a user may open, by the starts of their words. */
export const findPages = (user: User, query: string): readonly Place[] =>
  placesFor(user.role).filter(({ word }) => isMeant(word, query))
