import { Refusal } from '../../../kernel/index.ts'
import { fieldsOf, shown } from '../answer.ts'
import { misused } from '../args.ts'
import { connect } from '../client.ts'
import { type Args, command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import { getService, idOf } from '../services.ts'
import { durationOf, probeOptions, probeSettings, serverOptions } from '../shared-options.ts'
import { withScheme } from '../target.ts'

/** What may be said of a service besides its name and URL. */
const definition = {
  interval: { type: 'string', value: 'DURATION', help: 'how often to check it: 30s, 5m' },
  timeout: { type: 'string', value: 'DURATION', help: 'when a check gives up' },
  failures: { type: 'string', value: 'NUMBER', help: 'failures in a row until it is down' },
  successes: { type: 'string', value: 'NUMBER', help: 'successes in a row until it is up again' },
  'degraded-above': { type: 'string', value: 'DURATION', help: 'slower answers are degraded' },
  tag: { type: 'string', multiple: true, help: 'what it belongs to; in place of the present tags' },
  ...probeOptions,
} as const

/** The fields of a REST body that the options name; the server says what is wrong with them. */
function bodyOf(args: Args<keyof typeof definition>): Record<string, unknown> {
  const degradedAbove = durationOf(args, 'degraded-above')
  const settings = probeSettings(args)
  const tags = args.texts('tag')
  const fields = {
    check_interval: args.text('interval'),
    timeout: args.text('timeout'),
    failures_to_down: countOf(args, 'failures'),
    successes_to_up: countOf(args, 'successes'),
    degraded_above_ms: degradedAbove,
    tags:
      tags.length > 0
        ? tags
            .join(' ')
            .split(/[\s,]+/)
            .filter(Boolean)
        : null,
    config: Object.keys(settings).length > 0 ? settings : null,
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}

function countOf(args: Args<keyof typeof definition>, name: 'failures' | 'successes') {
  const text = args.text(name)
  if (text === null) return null
  if (!/^\d{1,4}$/.test(text)) throw misused(`--${name} takes a whole number, not "${text}"`)
  return Number(text)
}

export const serviceAdd = command({
  name: 'service add',
  arguments: ['NAME', 'URL'],
  summary: 'Adds a service to watch',
  notes: ['"example.com" means https://example.com, "db:5432" means tcp://db:5432.'],
  options: {
    ...definition,
    paused: { type: 'boolean', help: 'do not check it yet' },
    ...serverOptions,
  },
  example: 'pharos service add shop https://shop.example.com/health --interval 30s',
  async run(args, { deps, screen }) {
    const [name = '', url = ''] = args.positionals
    const body = {
      name,
      url: withScheme(url),
      ...bodyOf(args),
      ...(args.flag('paused') && { paused: true }),
    }
    const { value } = await connect(args, deps)({ method: 'POST', path: '/services', body })
    const service = fieldsOf(value)
    if (args.flag('json')) screen.json(service)
    else screen.line(`Added service ${shown(service.id)}, ${shown(service.name)}`)
    return exitCodes.fine
  },
})

export const serviceEdit = command({
  name: 'service edit',
  arguments: ['SERVICE'],
  summary: 'Changes a service',
  notes: [
    'SERVICE is its id or its name. What is not named stays as it is. When somebody else changes it',
    'at the same time, nothing is changed and the exit code is 1.',
  ],
  options: {
    name: { type: 'string', help: 'the new name' },
    url: { type: 'string', value: 'URL', help: 'the new URL' },
    ...definition,
    pause: { type: 'boolean', help: 'stop checking it' },
    resume: { type: 'boolean', help: 'check it again' },
    ...serverOptions,
  },
  example: 'pharos service edit shop --interval 1m',
  async run(args, { deps, screen }) {
    const [name, url] = [args.text('name'), args.text('url')]
    const [pause, resume] = [args.flag('pause'), args.flag('resume')]
    if (pause && resume) throw misused('--pause and --resume exclude each other')
    const changes = {
      ...(name !== null && { name }),
      ...(url !== null && { url: withScheme(url) }),
      ...bodyOf(args),
      ...((pause || resume) && { paused: pause }),
    }
    if (Object.keys(changes).length === 0) {
      throw misused('there is nothing to change; see "pharos help service edit"')
    }
    const client = connect(args, deps)
    const { service, etag } = await getService(
      client,
      await idOf(client, args.positionals[0] ?? ''),
    )
    if (etag === null) throw new Refusal('unavailable', 'the server sent no ETag of the service')
    const body = { ...changes, ...merged(service.config, changes) }
    const path = `/services/${shown(service.id)}`
    const { value } = await client({ method: 'PATCH', path, body, ifMatch: etag })
    const after = fieldsOf(value)
    if (args.flag('json')) screen.json(after)
    else screen.line(`Changed service ${shown(after.id)}, ${shown(after.name)}`)
    return exitCodes.fine
  },
})

/** Settings that are not named stay, unless a new URL may want another probe. */
function merged(present: unknown, changes: { config?: unknown; url?: string }) {
  if (changes.config === undefined || changes.url !== undefined) return {}
  return { config: { ...fieldsOf(present ?? {}), ...fieldsOf(changes.config) } }
}
