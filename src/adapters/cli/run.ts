import { nearest, Refusal } from '../../kernel/index.ts'
import { misused, readArgs } from './args.ts'
import type { Cli, Command } from './command.ts'
import { commands, notInThisVersion } from './commands/index.ts'
import { exitCodes, exitOfRefusal } from './exit.ts'
import { helpOf, helpOfGroup, overview } from './help.ts'
import type { CliDeps } from './ports.ts'
import { createScreen } from './screen.ts'

/**
 * Runs one command line, without the program's own name. Everything it has to say goes out through
 * `deps.io`; errors are one line that says what to do.
 * @returns the exit code
 */
export async function runCli(argv: readonly string[], deps: CliDeps): Promise<number> {
  const cli = { deps, screen: createScreen(deps) }
  try {
    return await dispatch(argv, cli)
  } catch (error) {
    return explain(error, argv, cli)
  }
}

async function dispatch(argv: readonly string[], cli: Cli): Promise<number> {
  const [first, ...rest] = argv
  if (first === undefined) {
    cli.deps.io.stderr(overview(commands))
    return exitCodes.usage
  }
  if (first === 'help' || first === '--help' || first === '-h') return help(rest, cli)
  if (first === '--version' || first === '-v') return dispatch(['version'], cli)
  const { command, rest: typed } = find(argv)
  if (command === null) return group(argv, cli)
  const args = readArgs(command, typed)
  if (args !== 'help') return command.run(args, cli)
  cli.deps.io.stdout(helpOf(command))
  return exitCodes.fine
}

/** The command that the first words name, two of them before one. */
function find(argv: readonly string[]): { command: Command | null; rest: readonly string[] } {
  for (const count of [2, 1]) {
    const name = argv.slice(0, count).join(' ')
    const command = commands.find((one) => one.name === name)
    if (command !== undefined) return { command, rest: argv.slice(count) }
  }
  return { command: null, rest: [] }
}

const groupOf = (word: string): Command[] =>
  commands.filter(({ name }) => name.startsWith(`${word} `))

/** What names no command: the first word of several, something misspelt, or an option out of place. */
function group([first = '', second]: readonly string[], cli: Cli): number {
  const members = groupOf(first)
  if (members.length > 0 && (second === '--help' || second === '-h')) return help([first], cli)
  if (members.length > 0 && (second === undefined || second.startsWith('-'))) {
    cli.deps.io.stderr(helpOfGroup(members))
    return exitCodes.usage
  }
  throw misused(whyUnknown(first, second, members))
}

function whyUnknown(
  first: string,
  second: string | undefined,
  members: readonly Command[],
): string {
  if (first.startsWith('-')) return `options stand after the command: pharos COMMAND ${first}`
  if (second !== undefined && members.length > 0) {
    const meant = nearest(
      second,
      members.map(({ name }) => name.slice(first.length + 1)),
    )
    return `there is no command "${first} ${second}"; ${meant === null ? `see "pharos help ${first}"` : `did you mean "${first} ${meant}"?`}`
  }
  if (notInThisVersion.includes(first)) return `"${first}" is not in this version`
  const known = [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? name)), 'help']
  const meant = nearest(first, known)
  return `there is no command "${first}"; ${meant === null ? 'see "pharos help"' : `did you mean "${meant}"?`}`
}

function help(words: readonly string[], cli: Cli): number {
  const named = words.filter((word) => !word.startsWith('-'))
  const { io } = cli.deps
  const { command } = find(named)
  const members = groupOf(named[0] ?? '')
  if (named.length === 0 || named[0] === 'help') io.stdout(overview(commands))
  else if (command !== null) io.stdout(helpOf(command))
  else if (named.length === 1 && members.length > 0) io.stdout(helpOfGroup(members))
  else throw misused(whyUnknown(named[0] ?? '', named[1], members))
  return exitCodes.fine
}

function explain(error: unknown, argv: readonly string[], { deps, screen }: Cli): number {
  if (deps.signal.aborted) return exitCodes.interrupted
  const name = find(argv).command?.name
  const subject = name === undefined ? 'pharos' : `pharos ${name}`
  if (error instanceof Refusal) {
    screen.note(`${subject}: ${error.message}`)
    return exitOfRefusal[error.code]
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  for (const line of [`${subject}: this is a fault of Pharos itself`, ...stack.split('\n')]) {
    screen.note(line)
  }
  return exitCodes.fault
}
