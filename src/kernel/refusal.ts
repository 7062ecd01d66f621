/** Every reason why the program says no. Each driving adapter maps them once: to a status, a page, an exit code. */
export const refusalCodes = [
  'invalid',
  'malformed',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'stale',
  'precondition_required',
  'gone',
  'too_large',
  'unsupported_media_type',
  'too_many_requests',
  'blocked_by_policy',
  'unavailable',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

/** A field of the input and what is wrong with it. `path` is dotted, as the caller wrote it. */
export type FieldError = { readonly path: string; readonly message: string }

export type RefusalDetails = {
  readonly fields?: readonly FieldError[]
  /** Seconds after which another try makes sense. */
  readonly retryAfter?: number
  readonly cause?: unknown
}

/** A command that was understood and is not done. Anything else that is thrown is a fault. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly fields: readonly FieldError[]
  readonly retryAfter: number | null

  constructor(code: RefusalCode, message: string, details: RefusalDetails = {}) {
    super(message, { cause: details.cause })
    this.name = 'Refusal'
    this.code = code
    this.fields = details.fields ?? []
    this.retryAfter = details.retryAfter ?? null
  }
}

/** Input with errors at named fields. */
export const invalid = (fields: readonly FieldError[]): Refusal =>
  new Refusal('invalid', fields.map((f) => `${f.path}: ${f.message}`).join('; '), { fields })

export const notFound = (what: string, id: number | string): Refusal =>
  new Refusal('not_found', `There is no ${what} ${id}`)
