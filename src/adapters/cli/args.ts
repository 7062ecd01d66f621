import { parseArgs } from 'node:util'
import { nearest, Refusal } from '../../kernel/index.ts'
import type { Args, Command, Option, Options } from './command.ts'

/** What was typed is not what the command takes. */
export const misused = (message: string): Refusal => new Refusal('invalid', message)

export const usageOf = ({ name, arguments: words }: Command): string =>
  ['pharos', name, ...words, '[options]'].join(' ')

const help = { help: { type: 'boolean', short: 'h' } } as const

/**
 * Reads what follows a command's name. `help` when somebody asks for it, however wrong the rest is.
 * Throws `Refusal('invalid')`, with the nearest name for one that is unknown.
 */
export function readArgs(command: Command, argv: readonly string[]): Args | 'help' {
  const { tokens, positionals } = parseArgs({
    args: [...argv],
    options: { ...optionsOf(command.options), ...help },
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  const typed = tokens.filter((token) => token.kind === 'option')
  if (typed.some(({ name }) => name === 'help')) return 'help'
  const values = new Map<string, string[]>()
  for (const token of typed) {
    const value = readValue(token, command.options)
    values.set(token.name, [...(values.get(token.name) ?? []), value])
  }
  checkCount(command, positionals)
  return {
    positionals,
    text: (name) => values.get(name)?.at(-1) ?? null,
    texts: (name) => values.get(name) ?? [],
    flag: (name) => values.has(name),
  }
}

const optionsOf = (options: Options) =>
  Object.fromEntries(
    Object.entries(options).map(([name, { type }]) => [name, { type, multiple: true }] as const),
  )

type Typed = {
  readonly name: string
  readonly rawName: string
  readonly value: string | undefined
  readonly inlineValue: boolean | undefined
}

function readValue({ name, rawName, value, inlineValue }: Typed, options: Options): string {
  const option = Object.hasOwn(options, name) ? options[name] : undefined
  if (option === undefined) throw misused(unknownOption(rawName, options))
  if (option.type === 'boolean') {
    if (value !== undefined) throw misused(`${rawName} takes no value`)
    return ''
  }
  if (value === undefined) throw misused(`${rawName} needs a value: ${shape(name, option)}`)
  if (inlineValue !== true && /^-./.test(value)) {
    throw misused(`${rawName} needs a value; one that begins with a dash is ${rawName}=${value}`)
  }
  if (option.choices !== undefined && !option.choices.includes(value)) {
    const meant = nearest(value, option.choices)
    const hint = meant === null ? '' : `; did you mean ${meant}?`
    throw misused(`${rawName} is one of ${option.choices.join(', ')}, not "${value}"${hint}`)
  }
  return value
}

/** How an option is written: `--interval DURATION`. */
export const shape = (name: string, { type, value, choices }: Option): string =>
  type === 'boolean' ? `--${name}` : `--${name} ${value ?? choices?.join('|') ?? 'TEXT'}`

function unknownOption(rawName: string, options: Options): string {
  const meant = nearest(rawName.replace(/^-+/, ''), [...Object.keys(options), 'help'])
  const hint = meant === null ? 'see --help' : `did you mean --${meant}?`
  return `there is no option ${rawName}; ${hint}`
}

function checkCount(command: Command, positionals: readonly string[]): void {
  const wanted = command.arguments
  const [missing, extra] = [wanted[positionals.length], positionals[wanted.length]]
  if (missing !== undefined && !missing.startsWith('['))
    throw misused(`${missing} is missing; usage: ${usageOf(command)}`)
  if (extra !== undefined) throw misused(`"${extra}" is too much; usage: ${usageOf(command)}`)
}
