import type { CliDeps } from './ports.ts'
import type { Screen } from './screen.ts'

/** An option as `parseArgs` of node:util takes it, and as the help shows it. */
export type Option = {
  readonly type: 'string' | 'boolean'
  /** What stands for its value in the help: `DURATION`. */
  readonly value?: string
  /** The only values that it takes. */
  readonly choices?: readonly string[]
  /** May be given more than once. */
  readonly multiple?: true
  readonly help: string
}
export type Options = Readonly<Record<string, Option>>

/** What somebody typed after a command's name, by the names that the command declares. */
export type Args<Name extends string = string> = {
  /** One for each of the command's arguments, without those that may be missing and are. */
  readonly positionals: readonly string[]
  text(name: Name): string | null
  texts(name: Name): readonly string[]
  flag(name: Name): boolean
}

/** What commands work with. */
export type Cli = { readonly deps: CliDeps; readonly screen: Screen }

/** A command as a value: it drives parsing, help and the list of all commands. */
export type Command = {
  /** One word or two: `serve`, `service add`. */
  readonly name: string
  /** What must follow, in capitals; in brackets, and last, what may. */
  readonly arguments: readonly string[]
  /** One line, for the list. */
  readonly summary: string
  /** What else there is to know, a paragraph each. */
  readonly notes: readonly string[]
  readonly options: Options
  readonly example: string
  /** @returns the exit code */
  run(args: Args, cli: Cli): Promise<number>
}

type Spec<Declared extends Options> = Omit<Command, 'options' | 'run'> & {
  readonly options: Declared
  run(args: Args<keyof Declared & string>, cli: Cli): Promise<number>
}

/** Declares a command; the compiler knows the names of its options. */
export const command = <const Declared extends Options>(spec: Spec<Declared>): Command => spec
