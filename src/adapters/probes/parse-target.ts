import { invalid, nearest } from '../../kernel/index.ts'
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
  if (parsed.success) return { type: kind.type, target, config: parsed.data }
  throw invalid(settingsErrors(parsed.error.issues, settingsNames(kind)))
}
