import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { configFlagsOf, dataOptions, jsonOption } from '../shared-options.ts'

export const migrate = command({
  name: 'migrate',
  arguments: [],
  summary: 'Brings the database to the version of this program',
  notes: ['"pharos serve" does so by itself. It opens the data folder or the database itself.'],
  options: { ...dataOptions, ...jsonOption },
  example: 'pharos migrate',
  async run(args, { deps, screen }) {
    const done = await deps.migrate(configFlagsOf(args))
    const { from, to, database } = done
    if (args.flag('json')) screen.json({ database, from, to })
    else if (from === to) screen.line(`${database} is at version ${to}; there is nothing to do`)
    else screen.line(`${database}: from version ${from} to ${to}`)
    return exitCodes.fine
  },
})

export const doctor = command({
  name: 'doctor',
  arguments: [],
  summary: 'Says whether Pharos can work here, and what to do where it cannot',
  notes: [
    'It opens the data folder or the database itself. The exit code is 1 when something fails.',
  ],
  options: { ...dataOptions, ...jsonOption },
  example: 'pharos doctor',
  async run(args, { deps, screen }) {
    const findings = await deps.doctor(configFlagsOf(args))
    if (args.flag('json')) screen.json({ findings })
    else {
      screen.table(
        [{ title: 'STATUS', paint: screen.paint }, { title: 'WHAT' }, { title: 'FOUND' }],
        findings.map(({ status, name, detail }) => [status, name, detail]),
      )
      for (const { name, advice } of findings) {
        if (advice !== null) screen.line(`${name}: ${advice}`)
      }
    }
    return findings.some(({ status }) => status === 'fail') ? exitCodes.no : exitCodes.fine
  },
})
