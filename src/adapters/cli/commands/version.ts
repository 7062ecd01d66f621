import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { jsonOption } from '../shared-options.ts'

export const version = command({
  name: 'version',
  arguments: [],
  summary: 'Prints the version',
  notes: [],
  options: jsonOption,
  example: 'pharos version',
  async run(args, { deps, screen }) {
    if (args.flag('json')) screen.json({ version: deps.version })
    else screen.line(`pharos ${deps.version}`)
    return exitCodes.fine
  },
})
