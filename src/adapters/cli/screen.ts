import { styleText } from 'node:util'
import type { CliDeps } from './ports.ts'
import { type Column, table } from './table.ts'
import { json, plain } from './text.ts'

export type Tone = 'good' | 'doubtful' | 'bad' | 'faint'

/**
 * The only way out for what commands have to say. Text passes `plain` here, so no command can
 * forget that names and messages are written by others.
 */
export type Screen = {
  line(text: string): void
  /** Several lines, made plain one by one. */
  block(text: string): void
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void
  json(value: unknown): void
  /** On standard error. */
  note(text: string): void
  /** A line that begins with a word in colour. */
  verdict(word: string, text: string): void
  /** For `Column.paint`: the colour that its word asks for. */
  paint(word: string): string
}

const tones: Readonly<Record<string, Tone>> = {
  up: 'good',
  ok: 'good',
  degraded: 'doubtful',
  warn: 'doubtful',
  unknown: 'doubtful',
  down: 'bad',
  fail: 'bad',
  paused: 'faint',
  success: 'good',
  warning: 'doubtful',
  waiting: 'doubtful',
  failed: 'bad',
  canceled: 'faint',
  skipped: 'faint',
}
const colours = { good: 'green', doubtful: 'yellow', bad: 'red', faint: 'gray' } as const

export function createScreen({ io, env }: Pick<CliDeps, 'io' | 'env'>): Screen {
  // https://no-color.org: any value but the empty one.
  const coloured = io.isTty && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb'
  const paint = (word: string): string => {
    const tone = tones[word.toLowerCase()]
    if (!coloured || tone === undefined) return word
    return styleText(colours[tone], word, { validateStream: false })
  }
  return {
    line: (text) => io.stdout(`${plain(text)}\n`),
    block: (text) => io.stdout(`${text.trimEnd().split('\n').map(plain).join('\n')}\n`),
    table: (columns, rows) => io.stdout(table(columns, rows, io.isTty ? io.columns : null)),
    json: (value) => io.stdout(`${json(value)}\n`),
    note: (text) => io.stderr(`${plain(text)}\n`),
    verdict: (word, text) => io.stdout(`${paint(plain(word))}  ${plain(text)}\n`),
    paint,
  }
}
