import { Refusal } from '../../../kernel/index.ts'
import { connect } from '../client.ts'
import { type Cli, command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { readers, type Translated } from '../imports/index.ts'
import { report } from '../imports/report.ts'
import { doAll, everyChannel, planChannels, planServices } from '../imports/steps.ts'
import { everyService } from '../services.ts'
import { serverOptions } from '../shared-options.ts'

/** A backup of another program has its past in it, too. */
const largestFile = { own: 1_048_576, foreign: 33_554_432 }

export const importServices = command({
  name: 'import',
  arguments: ['FILE'],
  summary: 'Makes the services what a file says, by their names',
  notes: [
    'The file is what "pharos export" prints, or a configuration file, of which only "services:" is',
    'read; "-" is standard input. Services that are missing are added, those that differ are changed,',
    'none is removed. What an entry does not say stays as it is. Variables are not put in. The exit',
    'code is 1 when an entry was refused; the others are done all the same.',
    'With --from it is the file of another program: a backup of Uptime Kuma, or a configuration of',
    'Gatus. Its channels are added, too. What of it Pharos has no place for is told line by line.',
  ],
  options: {
    'dry-run': { type: 'boolean', help: 'only show what would be done' },
    from: {
      type: 'string',
      choices: Object.keys(readers),
      help: 'the program that wrote the file',
    },
    ...serverOptions,
  },
  example: 'pharos import services.yaml --dry-run',
  async run(args, cli) {
    const { deps, screen } = cli
    const [named = ''] = args.positionals
    const file = await deps.openServiceFile()
    const shownName = named === '-' ? 'standard input' : named
    const reader = readers[args.text('from') ?? '']
    const text = await readText(named, cli, reader ? largestFile.foreign : largestFile.own)
    const translated: Translated | null = reader ? reader(text, shownName) : null
    const entries = translated?.services.map(({ body }) => body) ?? file.read(text, shownName)
    const channels = translated?.channels.map(({ body }) => body) ?? []
    const client = connect(args, deps)
    const steps = [
      ...planServices(entries, await everyService(client), file),
      ...(channels.length > 0 ? planChannels(channels, await everyChannel(client)) : []),
    ]
    const dry = args.flag('dry-run')
    if (!dry) await doAll(steps, client)
    const isIncomplete = report({ steps, translated, json: args.flag('json'), dry }, screen)
    return isIncomplete ? exitCodes.no : exitCodes.fine
  },
})

async function readText(file: string, { deps }: Cli, largest: number): Promise<string> {
  if (file === '-') return deps.io.readAll(largest)
  const text = deps.readFile(file, largest)
  if (text === null) throw new Refusal('not_found', `there is no file ${file}`)
  if (Buffer.byteLength(text) > largest) {
    throw new Refusal('too_large', `${file} has more than ${largest} bytes`)
  }
  return text
}
