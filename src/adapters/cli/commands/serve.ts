import { command } from '../command.ts'
import { configFlagsOf, dataOptions } from '../shared-options.ts'

export const serve = command({
  name: 'serve',
  arguments: [],
  summary: 'Runs Pharos: every role in one process',
  notes: ['Ctrl-C stops it cleanly. Flags go before the environment and the configuration file.'],
  options: {
    ...dataOptions,
    port: { type: 'string', value: 'PORT', help: 'HTTP port (default 8080)' },
    host: { type: 'string', value: 'ADDRESS', help: 'address to listen on' },
    'log-level': { type: 'string', value: 'LEVEL', help: 'debug, info, warn or error' },
  },
  example: 'pharos serve --port 9000 --data-dir /var/lib/pharos',
  run: (args, { deps }) => deps.serve(configFlagsOf(args)),
})
