/**
 * An install page as a script. Its fenced `sh` blocks are its steps: they run in order, in one shell.
 * Comments steer them and are invisible to readers. About the page, wherever it stands:
 *
 *   <!-- run: opens=http://127.0.0.1:8080/ sandbox=systemd -->   where it leads; what it needs
 *
 * About the next step:
 *
 *   <!-- run: serves=http://127.0.0.1:8080/livez -->   it goes on for ever; wait until this answers
 *   <!-- run: prepared=dist/pharos -->   it is passed over where the checkout has this already
 *   <!-- run: skip="why" -->   it cannot be run; the page says this to its readers too
 *
 * A page whose steps name `$PHAROS_SOURCE`, a checkout, begins in an empty folder; any other in a
 * checkout.
 */
export type Page = {
  readonly title: string
  readonly options: Options
  readonly steps: readonly Step[]
}

export type Step = {
  readonly line: number
  readonly script: string
  readonly options: Options
}

export type Options = Readonly<Partial<Record<Key, string>>>

const pageKeys = ['sandbox', 'opens'] as const
const stepKeys = ['serves', 'prepared', 'skip'] as const
type Key = (typeof pageKeys)[number] | (typeof stepKeys)[number]

const steering = /^ *<!--\s*run:\s*(.*?)\s*-->\s*$/
const fence = /^( *)(`{3,}|~{3,})\s*(\S*)/

/** Reads a page. Throws, with the line, what would make a run mean something else than it says. */
export function readPage(markdown: string): Page {
  const steps: Step[] = []
  let options: Options = {}
  let next: Options = {}
  for (const part of partsOf(markdown.split('\n'))) {
    if (part.kind === 'step') {
      steps.push({ line: part.line, script: part.script, options: next })
      next = {}
    } else if (/^(?:sandbox|opens)=/.test(part.text)) {
      options = { ...options, ...readOptions(part.text, pageKeys, part.line) }
    } else {
      next = { ...next, ...readOptions(part.text, stepKeys, part.line) }
    }
  }
  if (Object.keys(next).length > 0) throw new Error('a comment steers a step that is not there')
  checkSkips(markdown, steps)
  return { title: /^# (.+)$/m.exec(markdown)?.[1] ?? '', options, steps }
}

type Part =
  | { readonly kind: 'step'; readonly line: number; readonly script: string }
  | { readonly kind: 'comment'; readonly line: number; readonly text: string }

/** The comments and the `sh` blocks, in order; lines count from 1. What stands in other blocks is text. */
function* partsOf(lines: readonly string[]): Generator<Part> {
  for (let at = 0; at < lines.length; at++) {
    const text = steering.exec(lines[at] ?? '')?.[1]
    if (text !== undefined) yield { kind: 'comment', line: at + 1, text }
    const [, indent = '', marks, language] = fence.exec(lines[at] ?? '') ?? []
    if (marks === undefined) continue
    const end = lines.findIndex((line, i) => i > at && line.trim() === marks)
    if (end === -1) throw new Error(`line ${at + 1}: the block does not end`)
    const script = lines.slice(at + 1, end).map((line) => line.slice(indent.length))
    if (language === 'sh') yield { kind: 'step', line: at + 1, script: script.join('\n') }
    at = end
  }
}

function readOptions(text: string, keys: readonly Key[], line: number): Options {
  const options: Partial<Record<Key, string>> = {}
  let rest = text
  while (rest !== '') {
    const [all = '', name = '', quoted, plain] = /^([\w-]+)=(?:"([^"]*)"|(\S+))\s*/.exec(rest) ?? []
    const key = keys.find((known) => known === name)
    if (key === undefined) throw new Error(`line ${line}: "${rest}" is none of ${keys.join(', ')}`)
    options[key] = quoted ?? plain ?? ''
    rest = rest.slice(all.length)
  }
  return options
}

/** What is not run must be said to the reader, not to the runner alone. */
function checkSkips(markdown: string, steps: readonly Step[]): void {
  const words = plainWords(markdown.replace(/<!--[\s\S]*?-->/g, ''))
  for (const { line, options } of steps) {
    if (options.skip === undefined || words.includes(plainWords(options.skip))) continue
    throw new Error(`line ${line}: the page does not say "${options.skip}"`)
  }
}

const plainWords = (text: string): string =>
  text
    .replace(/[\s*`_]+/g, ' ')
    .trim()
    .toLowerCase()
