import { command, type Options } from '../command.ts'
import { configFlagsOf, dataOptions } from '../shared-options.ts'

const logOptions = {
  ...dataOptions,
  'log-level': { type: 'string', value: 'LEVEL', help: 'debug, info, warn or error' },
} as const satisfies Options

const webOptions = {
  ...logOptions,
  port: { type: 'string', value: 'PORT', help: 'HTTP port (default 8080)' },
  host: { type: 'string', value: 'ADDRESS', help: 'address to listen on' },
} as const satisfies Options

const stops = 'Ctrl-C stops it cleanly.'
const before = 'Flags go before the environment and the configuration file.'

export const serve = command({
  name: 'serve',
  arguments: [],
  summary: 'Runs Pharos: every role in one process',
  notes: [`${stops} ${before}`],
  options: webOptions,
  example: 'pharos serve --port 9000 --data-dir /var/lib/pharos',
  run: (args, { deps }) => deps.serve('serve', configFlagsOf(args)),
})

export const web = command({
  name: 'web',
  arguments: [],
  summary: 'Runs pages and the API alone; a collector checks',
  notes: [
    'It finds the collector by a socket in the data folder, or by AGGREGATOR_URL. While there is none, pages say that nothing is checked.',
    `${stops} ${before}`,
  ],
  options: webOptions,
  example: 'pharos web --data-dir /var/lib/pharos',
  run: (args, { deps }) => deps.serve('web', configFlagsOf(args)),
})

export const collector = command({
  name: 'collector',
  arguments: [],
  summary: 'Runs checks and upkeep alone; "pharos web" shows them',
  notes: [
    'It answers on a socket in the data folder, or where collector.listen says.',
    `${stops} ${before}`,
  ],
  options: logOptions,
  example: 'pharos collector --data-dir /var/lib/pharos',
  run: (args, { deps }) => deps.serve('collector', configFlagsOf(args)),
})
