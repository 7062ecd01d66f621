import { invalid, isSealed, nearest, secretMask } from '../../kernel/index.ts'
import type { ProbeKind } from './kind.ts'
import { probes } from './registry.ts'
import { settingsErrors } from './settings.ts'
import { plainTarget, refusedTarget } from './target-text.ts'

export type ParsedTarget = {
  /** The probe's type. */
  readonly type: string
  /** Normalised. */
  readonly target: string
  readonly config: unknown
  /** One outcome is enough to turn its verdict. */
  readonly certain: boolean
}

function probeFor(url: string): ProbeKind {
  const schemes = probes.flatMap((kind) => kind.schemes)
  const shown = schemes.map((scheme) => `${scheme}//`).join(', ')
  const scheme = /^([a-z][a-z0-9+.-]*:)\/\//i.exec(url)?.[1]?.toLowerCase()
  if (scheme === undefined) throw refusedTarget(`must begin with one of ${shown}`)
  const kind = probes.find((probe) => probe.schemes.some((own) => own === scheme))
  if (kind) return kind
  const meant = nearest(scheme, schemes)
  const hint = meant === null ? '' : `; did you mean ${meant}//?`
  throw refusedTarget(`${scheme}// is not supported, only ${shown}${hint}`)
}

/** The names of a schema's settings, as its JSON Schema lists them. */
const settingsNames = (kind: ProbeKind): string[] =>
  Object.keys(kind.config.toJSONSchema({ io: 'input' }).properties ?? {})

/**
 * Finds the probe of a URL by its scheme and parses both the URL and the check's settings.
 * Throws a `Refusal` with errors at `url` or under `config`.
 */
export function parseTarget(url: string, config: unknown): ParsedTarget {
  const plain = plainTarget(url)
  const kind = probeFor(plain)
  const target = kind.parse(plain)
  const parsed = kind.config.safeParse(config ?? {})
  if (parsed.success) {
    const { type, certain = false } = kind
    return { type, target: knownDoor(kind, parsed.data) ?? target, config: parsed.data, certain }
  }
  throw invalid(settingsErrors(parsed.error.issues, settingsNames(kind)))
}

/** The target that follows from a secret, where one was typed. */
function knownDoor({ door }: ProbeKind, config: unknown): string | null {
  if (door === undefined || typeof config !== 'object' || config === null) return null
  const secret: unknown = Reflect.get(config, door.setting)
  const typed = typeof secret === 'string' && secret !== '' && secret !== secretMask
  return typed && !isSealed(secret) ? door.targetOf(secret) : null
}
