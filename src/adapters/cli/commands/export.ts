import { connect } from '../client.ts'
import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { everyService } from '../services.ts'
import { serverOptions } from '../shared-options.ts'

const { json: _, ...options } = serverOptions

export const exportServices = command({
  name: 'export',
  arguments: [],
  summary: 'Prints the services as YAML, in the form of the configuration file',
  notes: [
    'What may be a secret is left out, and a comment says where. "pharos import" reads it, and so does',
    'a configuration file.',
  ],
  options,
  example: 'pharos export',
  async run(args, { deps }) {
    const file = await deps.openServiceFile()
    const services = await everyService(connect(args, deps))
    deps.io.stdout(file.write(services.filter(({ system }) => system !== true)))
    return exitCodes.fine
  },
})
