import { parseDuration } from '../../kernel/index.ts'
import { misused } from './args.ts'
import type { Args } from './command.ts'
import { type ConfigFlags, configFlagNames } from './ports.ts'

export const jsonOption = { json: { type: 'boolean', help: 'print JSON' } } as const

/** Of commands that speak to a server. */
export const serverOptions = {
  server: { type: 'string', value: 'URL', help: 'the server; else PHAROS_URL' },
  token: {
    type: 'string',
    help: 'an API token; PHAROS_TOKEN keeps it out of the list of processes',
  },
  wait: {
    type: 'string',
    value: 'DURATION',
    help: 'how long to wait for an answer (default 30s)',
  },
  ...jsonOption,
} as const

/** Of commands that open the data folder themselves. */
export const dataOptions = {
  config: { type: 'string', value: 'FILE', help: 'configuration file; else config/config.yaml' },
  'data-dir': { type: 'string', value: 'DIR', help: 'data folder; else PHAROS_DATA_DIR' },
} as const

/** What the probe of a target is told, by its own names. */
export const probeOptions = {
  method: { type: 'string', help: 'http: GET, HEAD or POST' },
  'expected-status': {
    type: 'string',
    value: 'CODES',
    help: 'http: which answers are up (default 200-299)',
  },
  set: {
    type: 'string',
    value: 'NAME=VALUE',
    multiple: true,
    help: 'any setting of the probe, such as verify_tls=false',
  },
} as const

/** The flags that the loader of the configuration takes. */
export function configFlagsOf(args: Args): ConfigFlags {
  const given = configFlagNames.map((name) => [name, args.text(name) ?? undefined] as const)
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}

/** Settings for a probe; their own schema says which there are. */
export function probeSettings(args: Args<keyof typeof probeOptions>): Record<string, unknown> {
  const method = args.text('method')
  const expected = args.text('expected-status')
  return {
    ...(method !== null && { method: method.toUpperCase() }),
    ...(expected !== null && { expected_status: expected }),
    ...Object.fromEntries(args.texts('set').map(readSetting)),
  }
}

/** `true`, `false`, `null` and numbers mean themselves; all else is text. */
function readSetting(text: string): [string, unknown] {
  const [, name, value = ''] = /^([a-z][a-z0-9_]*)=(.*)$/s.exec(text) ?? []
  if (name === undefined) throw misused(`--set takes NAME=VALUE, not "${text}"`)
  const literal = /^(?:true|false|null|-?\d{1,15}(?:\.\d{1,15})?)$/.test(value)
  return [name, literal && !/^-?0\d/.test(value) ? JSON.parse(value) : value]
}

/** A duration in milliseconds, or `null` when the option was not given. Throws `Refusal('invalid')`. */
export function durationOf<Name extends string>(args: Args<Name>, name: Name): number | null {
  const text = args.text(name)
  if (text === null) return null
  const ms = parseDuration(text)
  if (ms === null) throw misused(`--${name} takes a duration such as 30s or 5m, not "${text}"`)
  return ms
}
