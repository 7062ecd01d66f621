import { formatDuration, Refusal } from '../../kernel/index.ts'
import { parseDraft, type ServiceDraft, serviceFields } from '../../modules/services/index.ts'
import { seal } from './seal.ts'
import { isMapping, type Mapping, type Path, parsePath, valueAt } from './tree.ts'
import { type Issue, unknownKey } from './validate.ts'

/** A service of the file. Its address and settings may hold passwords, so they are behind a call. */
export type FileService = {
  readonly name: string
  readonly reveal: () => ServiceDraft
  /** Its keys as the file has them, defaults filled in, secrets sealed. */
  readonly shown: Mapping
}

export type ServicesInput = {
  readonly items: readonly unknown[]
  readonly texts: ReadonlySet<string>
  readonly defaultIntervalMs: number
  /** Gives the draft to the probe that its address names. Throws `Refusal('invalid')`. */
  readonly check: (draft: ServiceDraft) => unknown
}

/** What `parseDraft` takes, without what names others by an id that the file does not know. */
export const serviceKeys = Object.keys(serviceFields).filter((key) => key !== 'depends_on')

type Result = { readonly services: readonly FileService[]; readonly issues: readonly Issue[] }

/** Reads the services of the file with the services room's own rules. */
export function readServices(input: ServicesInput): Result {
  const services: FileService[] = []
  const issues: Issue[] = []
  for (const [index, item] of input.items.entries()) {
    const result = readService(input, ['services', index], item)
    if ('name' in result) services.push(result)
    else issues.push(...result)
  }
  return { services, issues }
}

function readService(input: ServicesInput, path: Path, item: unknown): FileService | Issue[] {
  if (!isMapping(item)) return [{ path, message: 'expected a map', hint: null, of: 'value' }]
  const unknown = Object.keys(item).filter((key) => !serviceKeys.some((known) => known === key))
  const rest = Object.entries(item).filter(([key]) => !unknown.includes(key))
  const given: Mapping = Object.fromEntries(rest)
  const issues = unknown.map((key) => unknownKey([...path, key], serviceKeys))
  try {
    const draft = parse(input, path, given)
    if (issues.length === 0) input.check(draft)
    return issues.length > 0 ? issues : fileService(input, path, draft)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return [...issues, ...toIssues(error, path, given)]
  }
}

/** A truth value out of a variable is a text; the services room wants the real one. */
function parse({ texts, defaultIntervalMs }: ServicesInput, path: Path, given: Mapping) {
  const fromVariable = texts.has([...path, 'paused'].join('.'))
  const typed =
    fromVariable && /^(true|false)$/.test(String(given.paused))
      ? { ...given, paused: given.paused === 'true' }
      : given
  return parseDraft(typed, { intervalMs: defaultIntervalMs })
}

function toIssues(refusal: Refusal, path: Path, given: Mapping): Issue[] {
  const fields =
    refusal.fields.length > 0 ? refusal.fields : [{ path: '', message: refusal.message }]
  return fields.map((field) => {
    const inside = field.path === '' ? [] : parsePath(field.path)
    const missing = valueAt(given, inside) === undefined
    const message = missing ? 'is missing' : field.message
    return { path: [...path, ...inside], message, hint: null, of: 'value' as const }
  })
}

function fileService({ texts }: ServicesInput, path: Path, draft: ServiceDraft): FileService {
  const at = path.join('.')
  const shown = withoutAbsent({
    name: draft.name,
    url: seal(draft.url, `${at}.url`, texts),
    check_interval: formatDuration(draft.intervalMs),
    timeout: draft.timeoutMs === null ? undefined : formatDuration(draft.timeoutMs),
    failures_to_down: draft.failuresToDown,
    successes_to_up: draft.successesToUp,
    degraded_above_ms: draft.degradedAboveMs ?? undefined,
    retries: draft.retries > 0 ? draft.retries : undefined,
    flapping_after: draft.flappingAfter ?? undefined,
    paused: draft.paused,
    tags: draft.tags.length > 0 ? draft.tags : undefined,
    config:
      Object.keys(draft.config).length > 0 ? seal(draft.config, `${at}.config`, texts) : undefined,
  })
  return { name: draft.name, reveal: () => draft, shown }
}

const withoutAbsent = (mapping: Mapping): Mapping =>
  Object.fromEntries(Object.entries(mapping).filter(([, value]) => value !== undefined))
