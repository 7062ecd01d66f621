import type { EpochMs } from '../../kernel/index.ts'

/** Why a platform did not give what it was asked for. */
export const faultKinds = [
  /** The token is wrong, has expired, or was revoked: 401. */
  'unauthorized',
  /** The token may not do this: 403 that is no limit. */
  'forbidden',
  /** CI is switched off for this project. */
  'disabled',
  'not_found',
  /** A limit of the platform, or our own reserve below it. */
  'rate_limited',
  /** No answer, a timeout, 5xx. */
  'unavailable',
  /** An answer that is not what the platform's documentation says. */
  'malformed',
  /** The platform, or its answer, leads to another host. */
  'foreign_host',
  /** The connection has a setting that cannot work. */
  'misconfigured',
  /** The caller gave up. */
  'aborted',
] as const
export type FaultKind = (typeof faultKinds)[number]

/**
 * What a connector throws: nothing of what it was about to give is used, so that half of a list is
 * never taken for the whole. The message is for people, and holds no secret.
 */
export class PlatformFault extends Error {
  readonly kind: FaultKind
  /** When another try makes sense, as the platform says; `null` where it does not. */
  readonly retryAt: EpochMs | null
  /** The HTTP status, where there was an answer. */
  readonly status: number | null

  constructor(
    kind: FaultKind,
    message: string,
    details: {
      readonly retryAt?: EpochMs
      readonly status?: number
      readonly cause?: unknown
    } = {},
  ) {
    super(message, { cause: details.cause })
    this.name = 'PlatformFault'
    this.kind = kind
    this.retryAt = details.retryAt ?? null
    this.status = details.status ?? null
  }
}

/** A fault of the platform, whatever was thrown. */
export const faultOf = (error: unknown): PlatformFault =>
  error instanceof PlatformFault
    ? error
    : new PlatformFault('malformed', 'the answer could not be understood', { cause: error })
