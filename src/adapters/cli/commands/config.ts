import { type Cli, command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import type { ConfigProblem } from '../ports.ts'
import { configFlagsOf, dataOptions, jsonOption } from '../shared-options.ts'

/** `config/config.yaml:12:3: server.prot: unknown key; did you mean "port"?` */
function lineOf({ file, line, column, path, message, hint }: ConfigProblem): string {
  const place = [file, line, column].filter((part) => part !== null).join(':')
  const meant = hint === null ? '' : `; did you mean "${hint}"?`
  return [place, path, message].filter((part) => part !== '').join(': ') + meant
}

function refuse(problems: readonly ConfigProblem[], { screen }: Cli) {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
  screen.note(`Pharos does not start with this configuration: it has ${count}`)
  return exitCodes.usage
}

export const configCheck = command({
  name: 'config check',
  arguments: [],
  summary: 'Says what is wrong with the configuration',
  notes: ['One problem a line, with its place. The exit code is 2 when there is one.'],
  options: { ...dataOptions, ...jsonOption },
  example: 'pharos config check --config config/config.yaml',
  async run(args, cli) {
    const report = await cli.deps.loadConfig(configFlagsOf(args))
    const problems = report.kind === 'ok' ? [] : report.problems
    const warnings = report.kind === 'ok' ? report.warnings : []
    if (args.flag('json')) cli.screen.json({ ok: report.kind === 'ok', problems, warnings })
    else {
      for (const problem of problems) cli.screen.line(lineOf(problem))
      for (const warning of warnings) cli.screen.line(`warning: ${lineOf(warning)}`)
    }
    if (report.kind === 'refused') return refuse(problems, cli)
    if (!args.flag('json')) cli.screen.line('The configuration is fine.')
    return exitCodes.fine
  },
})

export const configPrint = command({
  name: 'config print',
  arguments: [],
  summary: 'Prints the configuration that holds, as YAML',
  notes: ['After file, environment and flags, with the origin of each value. Secrets are masked.'],
  options: dataOptions,
  example: 'pharos config print',
  async run(args, cli) {
    const report = await cli.deps.loadConfig(configFlagsOf(args))
    if (report.kind === 'ok') {
      cli.screen.block(report.yaml)
      return exitCodes.fine
    }
    for (const problem of report.problems) cli.screen.note(lineOf(problem))
    return refuse(report.problems, cli)
  },
})
