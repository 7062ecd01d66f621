import { comparisons, type Fields, ownOf } from './translated.ts'

/** What conditions come to, in the settings of an http check and of its service. */
export type Conditions = {
  readonly expectedStatus: string | null
  readonly assertions: readonly Fields[]
  readonly degradedAboveMs: number | null
  readonly minCertDays: number | null
  /** Answers that a DNS check expects. */
  readonly answers: readonly string[]
  /** Conditions that Pharos has no place for, as they stand. */
  readonly left: readonly string[]
}

type Part = Partial<Omit<Conditions, 'assertions' | 'left' | 'answers'>> & {
  readonly assertion?: Fields
  readonly answer?: string
}

/** `[STATUS] < 300` as ranges of codes. */
const statuses: Readonly<Record<string, (code: number) => string | null>> = {
  '==': (code) => `${code}`,
  '!=': () => null,
  '<': (code) => (code > 100 ? `100-${code - 1}` : null),
  '<=': (code) => `100-${code}`,
  '>': (code) => (code < 999 ? `${code + 1}-999` : null),
  '>=': (code) => `${code}-999`,
}

type Range = readonly [number, number]

const rangesOf = (text: string): readonly Range[] =>
  text.split(',').map((part): Range => {
    const [from = 0, to = from] = part.split('-').map(Number)
    return [from, to]
  })

/** Codes that are in all of these sets. */
function common(sets: readonly string[]): string {
  const ranges = sets.map(rangesOf).reduce((some, others) =>
    some.flatMap(([from, to]) =>
      others.flatMap(([low, high]): Range[] => {
        const both: Range = [Math.max(from, low), Math.min(to, high)]
        return both[0] <= both[1] ? [both] : []
      }),
    ),
  )
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',')
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** Go's durations: `48h`, `1h30m`, `300ms`. Milliseconds, or `null`. */
export function goDuration(text: string): number | null {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) return null
  let ms = 0
  for (const [, amount, unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    ms += Number(amount) * (units[unit] ?? 0)
  }
  return ms
}

const anyOf = (text: string): string[] | null => {
  const [, list] = /^any\((.*)\)$/.exec(text) ?? []
  return list === undefined ? null : list.split(',').map((part) => part.trim())
}

function status(op: string, right: string): Part | null {
  const codes = anyOf(right)
  if (codes !== null) {
    return op === '==' && codes.every((code) => /^\d{3}$/.test(code))
      ? { expectedStatus: codes.join(',') }
      : null
  }
  if (!/^\d{3}$/.test(right)) return null
  const expectedStatus = statuses[op]?.(Number(right)) ?? null
  return expectedStatus === null ? null : { expectedStatus }
}

function body(path: string, op: string, right: string): Part | null {
  if (path !== '') {
    if (/^(any|pat|len|has)\(/.test(right)) return null
    return { assertion: { on: 'json', path: `$${path}`, op: ownOf(comparisons, op), value: right } }
  }
  const [, pattern] = /^pat\(\*?([^*]*)\*?\)$/.exec(right) ?? []
  if (pattern === undefined || pattern === '') return null
  const found = op === '==' ? 'contains' : op === '!=' ? 'not_contains' : null
  return found === null ? null : { assertion: { on: 'body', op: found, value: pattern } }
}

const day = 86_400_000

function certificate(op: string, right: string): Part | null {
  const ms = goDuration(right)
  if (ms === null || !op.startsWith('>')) return null
  return { minCertDays: Math.max(1, Math.ceil(ms / day)) }
}

function has(path: string, right: string): Part | null {
  if (right !== 'true') return null
  return { assertion: { on: 'json', path: `$${path}`, op: 'exists' } }
}

type Reader = (op: string, right: string, path: string) => Part | null

const readers: readonly (readonly [RegExp, Reader])[] = [
  [/^\[STATUS\]$/, status],
  [/^\[BODY\]((?:\.[\w-]+|\[\d+\])*)$/, (op, right, path) => body(path, op, right)],
  [
    /^has\(\[BODY\]((?:\.[\w-]+|\[\d+\])+)\)$/,
    (op, right, path) => (op === '==' ? has(path, right) : null),
  ],
  [
    /^\[RESPONSE_TIME\]$/,
    (op, right) =>
      op.startsWith('<') && /^\d+$/.test(right) ? { degradedAboveMs: Number(right) } : null,
  ],
  [/^\[CERTIFICATE_EXPIRATION\]$/, certificate],
  // What a check of Pharos asks for anyway.
  [/^\[CONNECTED\]$/, (op, right) => (op === '==' && right === 'true' ? {} : null)],
  [/^\[DNS_RCODE\]$/, (op, right) => (op === '==' && right === 'NOERROR' ? {} : null)],
]

/** One condition; `null` when Pharos has no place for it. */
function readOne(condition: string, isDns: boolean): Part | null {
  const [, left = '', op = '', right = ''] =
    /^\s*(.+?)\s+(==|!=|<=|>=|<|>)\s+(.+?)\s*$/.exec(condition) ?? []
  if (isDns && left === '[BODY]' && op === '==' && !right.includes('(')) return { answer: right }
  for (const [shape, reader] of readers) {
    const match = shape.exec(left)
    if (match !== null) return reader(op, right, match[1] ?? '')
  }
  return null
}

/** What a kind of check can hold its target to; any kind can be too slow. */
export type Use = Exclude<keyof Part, 'degradedAboveMs'>

/** Every condition of an endpoint: all of them hold. Each is in the result, or in `left`. */
export function readConditions(
  conditions: readonly string[],
  uses: readonly Use[] = ['expectedStatus', 'minCertDays', 'assertion'],
): Conditions {
  const left: string[] = []
  const used: ReadonlySet<string> = new Set([...uses, 'degradedAboveMs'])
  const parts = conditions.flatMap((condition) => {
    const part = readOne(condition, uses.includes('answer'))
    if (part !== null && Object.keys(part).every((key) => used.has(key))) return [part]
    left.push(condition)
    return []
  })
  const all = <Key extends keyof Part>(key: Key) =>
    parts.flatMap((part) => (part[key] === undefined ? [] : [part[key]]))
  const statuses = all('expectedStatus').filter((text) => text !== null)
  const expectedStatus = statuses.length === 0 ? '' : common(statuses)
  if (statuses.length > 0 && expectedStatus === '') {
    left.push(`[STATUS] in ${statuses.join(' and in ')}`)
  }
  const limits = all('degradedAboveMs').filter((ms) => ms !== null)
  const days = all('minCertDays').filter((count) => count !== null)
  return {
    expectedStatus: expectedStatus === '' ? null : expectedStatus,
    degradedAboveMs: limits.length === 0 ? null : Math.min(...limits),
    minCertDays: days.length === 0 ? null : Math.max(...days),
    assertions: parts.flatMap(({ assertion }) => (assertion === undefined ? [] : [assertion])),
    answers: parts.flatMap(({ answer }) => (answer === undefined ? [] : [answer])),
    left,
  }
}
