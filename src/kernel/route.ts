import type { Access, Principal } from './access.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * A route as a value: what an adapter offers, and who may use it. The composition root mounts them
 * all behind one guard, so a route that forgets the question cannot exist.
 */
export type Route<Handler> = {
  readonly method: Method
  /** `:name` stands for one segment. */
  readonly path: string
  readonly access: Access
  /**
   * The answer is the same for everybody and needs no store, so nobody is asked who they are, and it
   * is given while the store is away too. Only where the access is `public`.
   */
  readonly forAnyone?: true
  /** Bytes that its body may have, where they are more than usual. */
  readonly bodyMost?: number
  readonly handler: Handler
}

/** What the guard found out about a request before it let the handler have it. */
export type RequestFacts = {
  readonly principal: Principal
  readonly requestId: string
  /** The client's address, as far as it can be trusted. */
  readonly address: string
  /** A loopback peer that names a local host and came through no proxy. */
  readonly loopback: boolean
  /** The client speaks https to us, or to a proxy that we trust. */
  readonly secure: boolean
  /** Asks again, for long answers: does the principal still exist, with access to this route? */
  recheck(): Promise<boolean>
}
