import { shape, usageOf } from './args.ts'
import type { Command } from './command.ts'
import { table } from './table.ts'

/** Two columns without titles, a little to the right. */
function pairs(rows: readonly (readonly [string, string])[]): string {
  return table([{ title: '' }, { title: '' }], rows, null).replace(/^(?=.)/gm, '  ')
}

const listOf = (commands: readonly Command[]): string =>
  pairs(commands.map((one) => [[one.name, ...one.arguments].join(' '), one.summary]))

/** All commands, for `pharos help`. */
export const overview = (commands: readonly Command[]): string => `\
pharos COMMAND [options]

${listOf(commands)}
"pharos help COMMAND" has the options of one, and an example.

Commands that speak to a server find it by --server or PHAROS_URL (http://localhost:8080) and show
it the token in --token or PHAROS_TOKEN.

Exit codes: 0 fine, 1 the answer is no, 2 wrong usage or configuration, 3 refused,
4 the server cannot be reached.
`

/** The commands that share a first word. */
export const helpOfGroup = (commands: readonly Command[]): string => listOf(commands)

export function helpOf(command: Command): string {
  const options = Object.entries(command.options).map(
    ([name, option]) => [shape(name, option), option.help] as const,
  )
  return [
    `${usageOf(command)}\n`,
    `${[`${command.summary}.`, ...command.notes].join('\n')}\n`,
    ...(options.length === 0 ? [] : [`Options:\n${pairs(options)}`]),
    `Example:\n  ${command.example}\n`,
  ].join('\n')
}
