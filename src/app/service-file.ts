import { Document, type YAMLSeq } from 'yaml'
import type { ServiceFile, ServicePlan } from '../adapters/cli/index.ts'
import { formatDuration, Refusal, Secret } from '../kernel/index.ts'
import {
  define,
  parseDraft,
  parsePatch,
  type ServiceDraft,
  serviceFields,
} from '../modules/services/index.ts'
import { readTarget } from './check-probes.ts'
import { mask } from './config/fields.ts'
import { formatProblem } from './config/index.ts'
import { hidden } from './config/print.ts'
import { maskUrl, seal } from './config/seal.ts'
import { isMapping, type Mapping } from './config/tree.ts'
import { readYaml } from './config/yaml.ts'

const targets = { parse: readTarget }
const mostEntries = 10_000
/** Only where nothing says how often: a server has its own default. */
const defaults = { intervalMs: 30_000 }

/** Services in the form of the configuration file's own section, for `export` and `import`. */
export const serviceFile: ServiceFile = { write, read, plan }

/** A service as REST has it, as its definition. */
function draftOf(service: unknown): ServiceDraft {
  const fields = Object.keys(serviceFields).map((key) => [
    key,
    isMapping(service) ? service[key] : undefined,
  ])
  return parseDraft(Object.fromEntries(fields), defaults)
}

function write(services: readonly unknown[]): string {
  const entries = services.map((service) => exported(draftOf(service)))
  const list = entries.map(({ fields }) => hidden(fields, []))
  const document = new Document({ services: list }, { aliasDuplicateObjects: false })
  const items = document.get('services') as YAMLSeq<{ commentBefore?: string | null }>
  for (const [index, { leftOut }] of entries.entries()) {
    const item = items.items[index]
    if (item !== undefined && leftOut.length > 0) {
      item.commentBefore = ` secrets left out: ${leftOut.join(', ')}`
    }
  }
  return document.toString({ lineWidth: 0 })
}

/** The keys that say something, without what may be a secret, and which keys those were. */
function exported(draft: ServiceDraft) {
  const leftOut: string[] = []
  const url = maskUrl(draft.url)
  if (url !== draft.url) leftOut.push('url')
  const config = open(seal(draft.config, 'config', new Set()), 'config', leftOut)
  const fields: Mapping = {
    name: draft.name,
    url,
    check_interval: formatDuration(draft.intervalMs),
    ...(draft.timeoutMs !== null && { timeout: formatDuration(draft.timeoutMs) }),
    failures_to_down: draft.failuresToDown,
    successes_to_up: draft.successesToUp,
    ...(draft.degradedAboveMs !== null && { degraded_above_ms: draft.degradedAboveMs }),
    ...(draft.retries > 0 && { retries: draft.retries }),
    ...(draft.flappingAfter !== null && { flapping_after: draft.flappingAfter }),
    ...(draft.paused && { paused: true }),
    ...(draft.tags.length > 0 && { tags: [...draft.tags] }),
    ...(isMapping(config) && Object.keys(config).length > 0 && { config }),
  }
  return { fields, leftOut }
}

/** Settings without those that were sealed. */
function open(value: unknown, path: string, leftOut: string[]): unknown {
  if (value instanceof Secret) {
    leftOut.push(path)
    return undefined
  }
  if (Array.isArray(value)) {
    const items = value.map((item, index) => open(item, `${path}.${index}`, leftOut))
    // A list with a hole in it would mean something else.
    return items.includes(undefined) ? undefined : items
  }
  if (!isMapping(value)) return value
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, open(inner, `${path}.${key}`, leftOut)])
    .filter(([, inner]) => inner !== undefined && !isEmptied(inner))
  return Object.fromEntries(entries)
}

const isEmptied = (value: unknown): boolean => isMapping(value) && Object.keys(value).length === 0

function read(text: string, file: string): readonly unknown[] {
  // A file from elsewhere must not carry off what this machine's environment holds.
  const { tree, problems } = readYaml({ text, file, find: () => null })
  if (problems.length > 0) {
    throw new Refusal('invalid', problems.slice(0, 5).map(formatProblem).join('; '))
  }
  const services = isMapping(tree) ? tree.services : undefined
  if (!Array.isArray(services)) throw new Refusal('invalid', `${file} has no list "services:"`)
  if (services.length > mostEntries) {
    throw new Refusal('too_large', `${file} has more than ${mostEntries} services`)
  }
  return services
}

/** What an entry of a file makes of the service of its name. Throws `Refusal('invalid')`. */
function plan(entry: unknown, present: unknown): ServicePlan {
  if (!isMapping(entry)) throw new Refusal('invalid', 'it is no map of keys and values')
  if (present === null) {
    refuseMask(entry)
    define(parseDraft(entry, defaults), targets)
    return { kind: 'create', body: entry }
  }
  const before = draftOf(present)
  const given: Mapping = { ...entry }
  if (given.url === maskUrl(before.url)) given.url = before.url
  refuseMask(given)
  // Settings of another kind of probe would not fit.
  const stays = given.url === undefined || sameScheme(String(given.url), before.url)
  if (isMapping(given.config) && stays) given.config = merged(before.config, given.config)
  const after = define(parsePatch(given, before), targets)
  const body = changes(define(before, targets), after)
  const fields = Object.keys(body)
  return fields.length === 0 ? { kind: 'same' } : { kind: 'change', fields, body }
}

function refuseMask(entry: Mapping): void {
  if (!JSON.stringify(entry).includes(mask)) return
  throw new Refusal('invalid', `a secret was left out of it; put it in the place of ${mask}`)
}

const sameScheme = (a: string, b: string): boolean => a.split(':')[0] === b.split(':')[0]

/** What the second says, and what only the first does. */
function merged(before: unknown, after: unknown): unknown {
  if (!isMapping(before) || !isMapping(after)) return after
  const entries = Object.entries(after).map(([key, value]) => [key, merged(before[key], value)])
  return { ...before, ...Object.fromEntries(entries) }
}

const restFields = {
  name: ({ name }) => name,
  url: ({ url }) => url,
  check_interval: ({ intervalMs }) => intervalMs / 1_000,
  timeout: ({ timeoutMs }) => (timeoutMs === null ? null : timeoutMs / 1_000),
  failures_to_down: ({ failuresToDown }) => failuresToDown,
  successes_to_up: ({ successesToUp }) => successesToUp,
  degraded_above_ms: ({ degradedAboveMs }) => degradedAboveMs,
  retries: ({ retries }) => retries,
  flapping_after: ({ flappingAfter }) => flappingAfter,
  depends_on: ({ dependsOn }) => dependsOn,
  paused: ({ paused }) => paused,
  tags: ({ tags }) => tags,
  config: ({ config }) => config,
} satisfies Record<keyof typeof serviceFields, (draft: ServiceDraft) => unknown>

/** The fields of a REST body that tell the two apart. */
function changes(before: ServiceDraft, after: ServiceDraft): Mapping {
  const fields = Object.entries(restFields).map(([key, get]) => [key, get(before), get(after)])
  const differing = fields.filter(([, was, is]) => ordered(was) !== ordered(is))
  return Object.fromEntries(differing.map(([key, , is]) => [key, is]))
}

/** The same text for the same value, in whatever order its keys stand. */
const ordered = (value: unknown): string =>
  JSON.stringify(value, (_key, inner) =>
    isMapping(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
