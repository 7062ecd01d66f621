import { z } from 'zod'
import type { Probe } from '../../../modules/checks/index.ts'
import { Down } from '../failure.ts'
import type { ProbeKind, ProbeWorld } from '../kind.ts'
import { type Scope, within } from '../scope.ts'
import { settingsOf } from '../settings.ts'
import { ask } from './ask.ts'
import { expectedValues, missingOf } from './expected.ts'
import type { Answer } from './message.ts'
import { recordTypeNames } from './records.ts'
import { parseResolver, serversOf } from './resolver.ts'
import { askedName, parseName } from './target.ts'

const config = z.strictObject({
  record_type: z
    .enum(recordTypeNames, `must be one of ${recordTypeNames.join(', ')}`)
    .default('A')
    .meta({ title: 'Record type' }),
  resolver: z
    .string()
    .trim()
    .max(300)
    .refine(
      (text) => text === '' || parseResolver(text) !== null,
      'must be an address or host:port',
    )
    .default('')
    .meta({
      title: 'Name server',
      description: 'An address, with a port behind it or not. Left empty, that of this machine.',
    }),
  expected: expectedValues,
  match: z.enum(['any', 'all'], 'must be any or all').default('any').meta({
    title: 'Expected are',
    description: 'any: one of them is among the answers. all: every one of them is.',
  }),
})

type Settings = z.output<typeof config>

/** https://www.iana.org/assignments/dns-parameters, DNS RCODEs, in words. */
const refusals: Readonly<Record<number, string>> = {
  1: 'the server did not understand the question (FORMERR)',
  2: 'the server could not find out (SERVFAIL)',
  3: 'the name does not exist (NXDOMAIN)',
  4: 'the server does not answer such questions (NOTIMP)',
  5: 'the server refused to answer (REFUSED)',
}

function judge(scope: Scope, answer: Answer, settings: Settings): string {
  const { rcode, values, ttl, alias } = answer
  const { record_type: type, expected, match } = settings
  if (rcode !== 0)
    throw new Down('dns_failure', refusals[rcode] ?? `the server said RCODE ${rcode}`)
  // Servers turn their records round from answer to answer; people compare answers.
  const shown = values
    .map(({ text }) => text)
    .toSorted()
    .join(', ')
  scope.evidence.records = values.length
  if (alias !== null) scope.evidence.alias_of = alias
  if (values.length === 0) throw new Down('dns_failure', `the name has no ${type} record (NODATA)`)
  if (ttl !== null) scope.evidence.ttl = ttl
  scope.evidence.answers = shown
  const missing = missingOf(values, { type, expected, match })
  if (missing === null) return `${type} ${shown}`
  throw new Down('assertion_failed', `expected ${match} of ${missing.join(', ')}, got ${shown}`)
}

function open(world: ProbeWorld): Probe {
  return (request, signal) =>
    within({ world, timeoutMs: request.timeoutMs, signal }, async (scope) => {
      const settings = settingsOf(config, request.config)
      const type = settings.record_type
      const name = askedName(parseName(request.target), type)
      const servers = await serversOf(scope, world, settings.resolver)
      return judge(scope, await ask(scope, servers, { name, type }), settings)
    })
}

export const dns: ProbeKind = {
  type: 'dns',
  title: 'DNS records',
  schemes: ['dns:'],
  config,
  parse: (target) => `dns://${parseName(target)}`,
  open,
}
