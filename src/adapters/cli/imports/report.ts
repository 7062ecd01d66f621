import type { Screen } from '../screen.ts'
import type { Step } from './steps.ts'
import type { Translated } from './translated.ts'

export type Report = {
  readonly steps: readonly Step[]
  /** What another program's file said besides; `null` for a file of our own. */
  readonly translated: Translated | null
  readonly json: boolean
  readonly dry: boolean
}

type Row = {
  readonly action: string
  readonly name: string
  readonly what: string
  readonly where: string | null
  readonly notes: readonly string[]
}

function wordsOf(what: Step['what']): string {
  if (what.kind === 'change') return what.fields.join(', ')
  return what.kind === 'refused' ? what.reason : ''
}

/** Steps stand in the order of the items that they were made of. */
function rowsOf({ steps, translated }: Report): readonly Row[] {
  const items = translated === null ? [] : [...translated.services, ...translated.channels]
  const done = steps.map(({ of, name, what }, index) => ({
    action: what.kind,
    name: of === 'channel' ? `channel ${name}` : name,
    what: wordsOf(what),
    where: items[index]?.where ?? null,
    notes: items[index]?.notes ?? [],
  }))
  const left = (translated?.left ?? []).map(({ where, name, why }) => ({
    action: 'left out',
    name,
    what: why,
    where,
    notes: [],
  }))
  return [...done, ...left]
}

/** Tells what was done, or would be. @returns whether something of the file is not there now. */
export function report(of: Report, screen: Screen): boolean {
  const rows = rowsOf(of)
  const count = (action: string) => rows.filter((row) => row.action === action).length
  const isIncomplete = count('refused') + count('left out') > 0
  if (of.json) {
    const plain = ({ action, name, what }: Row) => ({ action, name, what })
    screen.json({ dry_run: of.dry, items: of.translated === null ? rows.map(plain) : rows })
    return isIncomplete
  }
  if (of.dry) {
    screen.table(
      [{ title: 'ACTION' }, { title: 'NAME', least: 12 }, { title: 'WHAT', least: 20 }],
      rows.map(({ action, name, what }) => [action, name, what]),
    )
  }
  tell(rows, of.dry, screen)
  const [added, changed, left] = [count('create'), count('change'), count('same')]
  const sums = of.dry
    ? `Would add ${added}, change ${changed}, leave ${left} as they are, refuse ${count('refused')}`
    : `Added ${added}, changed ${changed}, left ${left} as they are, refused ${count('refused')}`
  const out = of.translated === null ? '' : `; ${count('left out')} left out`
  screen.line(sums + out)
  return isIncomplete
}

/** A line for each thing that somebody should know of; a table has said what was refused. */
function tell(rows: readonly Row[], dry: boolean, screen: Screen): void {
  for (const { action, name, what, where, notes } of rows) {
    const at = where === null ? name : `${where}: ${name}`
    if (action === 'left out') screen.note(`${at}: left out: ${what}`)
    if (action === 'refused' && !dry) screen.note(`${at}: ${what}`)
    for (const note of notes) screen.note(`${at}: ${note}`)
  }
}
