import type { ZodType } from 'zod'
import { type FieldError, invalid } from './refusal.ts'

/**
 * Encrypts what must not stand in a database, a backup or an export as it is. `context` says where
 * the text belongs (`channel`, `check`): one that was moved elsewhere does not open.
 */
export type Vault = {
  seal(text: string, context: string): string
  /** Throws when the text was sealed with another key or for another place. */
  open(sealed: string, context: string): string
}

/** What a sealed text begins with; no setting of a user may. */
export const sealedPrefix = 'sealed:1:'

export const isSealed = (value: unknown): value is string =>
  typeof value === 'string' && value.startsWith(sealedPrefix)

/** What stands for a secret in pages and answers. Sent back, it leaves the secret as it is. */
export const secretMask = '***'

export type Settings = Readonly<Record<string, unknown>>

/** Settings for people: secrets are masked. */
export const maskSettings = (settings: Settings): Settings =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, isSealed(value) ? secretMask : value]),
  )

/** The names of the settings whose schema says `.meta({ secret: true })`. Secrets are texts, and lie on the first level. */
export function secretNames(schema: ZodType): readonly string[] {
  const properties = schema.toJSONSchema({ io: 'input', unrepresentable: 'any' }).properties ?? {}
  return Object.entries(properties).flatMap(([name, property]) =>
    typeof property === 'object' && property.secret === true ? [name] : [],
  )
}

export type Sealing = {
  readonly names: readonly string[]
  readonly vault: Vault
  readonly context: string
  /** How they are stored now; `null` for something new. */
  readonly present: Settings | null
  /**
   * Whether they go where the present ones go, no less safely: a secret is never sent to another
   * address unasked.
   */
  readonly sameDestination: boolean
}

/**
 * Settings as they are stored: each secret that was typed is sealed, a mask keeps the one that is
 * there. Throws a `Refusal` with errors under `config`.
 */
export function sealSettings(settings: Settings, sealing: Sealing): Settings {
  const errors: FieldError[] = []
  const entries = Object.entries(settings).map(([name, value]): [string, unknown] => {
    if (!sealing.names.includes(name) || typeof value !== 'string' || value === '') {
      return [name, value]
    }
    const kept = sealing.present?.[name]
    if (value !== secretMask && !isSealed(value)) {
      return [name, sealing.vault.seal(value, sealing.context)]
    }
    const known = isSealed(kept) && (value === secretMask || value === kept)
    if (known && sealing.sameDestination) return [name, kept]
    const message = known
      ? 'must be entered again: the address or its encryption has changed'
      : 'must be entered'
    errors.push({ path: `config.${name}`, message })
    return [name, value]
  })
  if (errors.length > 0) throw invalid(errors)
  return Object.fromEntries(entries)
}
