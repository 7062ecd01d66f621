import { z } from 'zod'
import { mostInstructions, sizeOf } from '../pattern.ts'
import { type Assertion, assertion } from './assertion.ts'

const most = 20

/** The parts of a line, by what it is on: the rest of the line is the value. */
const lineShapes: Readonly<Record<string, RegExp>> = {
  body: /^(?<on>body)\s+(?<op>\S+)(?:\s+(?<value>.+))?$/,
  json: /^(?<on>json)\s+(?<path>\S+)\s+(?<op>\S+)(?:\s+(?<value>.+))?$/,
  header: /^(?<on>header)\s+(?<name>\S+)\s+(?<op>\S+)(?:\s+(?<value>.+))?$/,
}

const example = 'must look like "body contains Welcome" or "json $.status equals UP"'

function partsOf(line: string): unknown {
  const [on = ''] = line.split(/\s/, 1)
  const groups = Object.hasOwn(lineShapes, on) ? lineShapes[on]?.exec(line)?.groups : undefined
  if (groups === undefined) return null
  return Object.fromEntries(Object.entries(groups).filter(([, part]) => part !== undefined))
}

type Entry = { readonly given: unknown; readonly path: number[]; readonly where: string }

function entriesOf(given: string | readonly unknown[]): Entry[] {
  if (typeof given !== 'string') {
    return given.map((item, index) => ({ given: item, path: [index], where: '' }))
  }
  return given.split(/\r?\n/).flatMap((text, index) => {
    const line = text.trim()
    return line === '' ? [] : [{ given: partsOf(line), path: [], where: `line ${index + 1}: ` }]
  })
}

/** What the expressions of a check cost together. */
const costOf = (all: readonly Assertion[]): number =>
  all.reduce((sum, { op, value }) => sum + (op === 'matches' ? sizeOf(String(value)) : 0), 0)

/** Assertions as a list, or as the lines that a form has. The list is what is kept. */
export const assertionsSetting = z
  .union([z.string().max(20_000), z.array(z.unknown())], 'must be a list or lines of text')
  .transform((given, context): Assertion[] => {
    const entries = entriesOf(given)
    if (entries.length > most) {
      context.addIssue({ code: 'custom', message: `must be at most ${most} assertions` })
      return z.NEVER
    }
    const read = entries.flatMap(({ given: parts, path, where }) => {
      if (parts === null && where !== '') {
        context.addIssue({ code: 'custom', message: where + example })
        return []
      }
      const parsed = assertion.safeParse(parts)
      if (parsed.success) return [parsed.data]
      for (const issue of parsed.error.issues) {
        const field = where === '' ? [...path, ...issue.path] : []
        const part = where === '' ? '' : `${where}${issue.path.join('.')} `
        context.addIssue({ code: 'custom', path: field, message: part + issue.message })
      }
      return []
    })
    if (costOf(read) > mostInstructions) {
      context.addIssue({ code: 'custom', message: 'have too large regular expressions together' })
    }
    return read
  })
