import { oneLine } from '../../../kernel/index.ts'
import { Down } from '../failure.ts'
import { matches } from '../pattern.ts'
import type { Assertion } from './assertion.ts'
import { parseJson, valueAt } from './json-body.ts'

/** What an answer says. Headers by their name in lower case. */
export type Answered = {
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

const shown = (text: string): string => `"${oneLine(text, 80)}"`

/** Texts, numbers and truths by their text; a list or an object by what it is. */
function wordOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return `a list of ${value.length}`
  return typeof value === 'object' && value !== null ? 'an object' : shown(String(value))
}

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null

type Compare = (value: unknown, wanted: string) => boolean

const equal: Compare = (value, wanted) =>
  value !== undefined && isPlain(value) && String(value) === wanted

const number =
  (holds: (value: number, wanted: number) => boolean): Compare =>
  (value, wanted) =>
    (typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')) &&
    holds(Number(value), Number(wanted))

const compare: Readonly<Record<Extract<Assertion, { on: 'json' }>['op'], Compare>> = {
  equals: equal,
  // What is not there is not "something else": a vanished field must not pass unseen.
  not_equals: (value, wanted) => value !== undefined && !equal(value, wanted),
  exists: (value) => value !== undefined,
  above: number((value, wanted) => value > wanted),
  at_least: number((value, wanted) => value >= wanted),
  below: number((value, wanted) => value < wanted),
  at_most: number((value, wanted) => value <= wanted),
}

const holds: Readonly<Record<string, (text: string, wanted: string) => boolean>> = {
  equals: (text, wanted) => text === wanted,
  contains: (text, wanted) => text.includes(wanted),
  not_contains: (text, wanted) => !text.includes(wanted),
  matches: (text, wanted) => matches(wanted, text),
  exists: () => true,
}

/** Reads a body once, as text and as JSON, and only where an assertion asks for it. */
function createReading({ headers, body }: Answered) {
  let text: string | undefined
  let document: { readonly value: unknown } | null | undefined
  const textOf = (): string => {
    text ??= body.toString('utf8')
    return text
  }
  return {
    headers,
    text: textOf,
    json() {
      if (document !== undefined) return document
      document = parseJson(textOf())
      return document
    },
  }
}

type Reading = ReturnType<typeof createReading>

/** What came instead; `null` when the assertion holds. */
function failing(assertion: Assertion, reading: Reading): string | null {
  const wanted = String(assertion.value ?? '')
  if (assertion.on === 'json') {
    const document = reading.json()
    if (document === null) return 'a body that is no JSON'
    const value = valueAt(document.value, assertion.path)
    return compare[assertion.op](value, wanted) ? null : wordOf(value)
  }
  const text =
    assertion.on === 'body' ? reading.text() : (reading.headers.get(assertion.name) ?? null)
  if (text === null) return 'no such header'
  return holds[assertion.op]?.(text, wanted) ? null : text === '' ? 'nothing' : shown(text)
}

function wordsOf(assertion: Assertion): string {
  const { on, op, value } = assertion
  const what =
    on === 'json' ? assertion.path : on === 'header' ? `header ${assertion.name}` : 'body'
  return [what, op.replace('_', ' '), ...(value === undefined ? [] : [shown(String(value))])].join(
    ' ',
  )
}

/** Throws `Down` for the first assertion that does not hold: what was expected, and what came. */
export function judge(assertions: readonly Assertion[], answered: Answered): void {
  const reading = createReading(answered)
  for (const assertion of assertions) {
    const came = failing(assertion, reading)
    if (came !== null) {
      throw new Down('assertion_failed', `expected ${wordsOf(assertion)}, got ${came}`)
    }
  }
}

/** Whether the bytes of a body are needed at all. */
export const needsBody = (assertions: readonly Assertion[]): boolean =>
  assertions.some(({ on }) => on !== 'header')
