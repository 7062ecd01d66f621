import type { Page, PageRequest, Seq, ServiceId, Write } from '../../kernel/index.ts'
import type { Service, ServiceDefinition, Standing } from './service.ts'

/** The room's need of the probes: which one a URL names, and what its schema makes of the settings. */
export type Targets = {
  /**
   * Throws `Refusal('invalid')` with errors at `url` or `config.…`.
   * @param present the service as it is stored, whose secrets a mask in `config` keeps
   */
  parse(
    url: string,
    config: Readonly<Record<string, unknown>>,
    present?: Pick<ServiceDefinition, 'type' | 'url' | 'config'> | null,
  ): {
    readonly type: string
    readonly target: string
    readonly config: Readonly<Record<string, unknown>>
    /** What the probe finds is no matter of chance: one outcome turns the verdict. */
    readonly certain?: boolean
  }
}

/** A key that a client chose, so that a repeated POST makes nothing twice. */
export type Idempotency = {
  readonly key: string
  /** Hash of the body: the same key with another body is refused. */
  readonly fingerprint: string
}

/** What a write committed, and the sequence at which readers can see it. */
export type Written<Value> = { readonly value: Value; readonly seq: Seq }

export type SaveResult =
  | { readonly kind: 'saved'; readonly service: Service; readonly seq: Seq }
  /** Somebody else changed it first: this is how it stands. */
  | { readonly kind: 'stale'; readonly current: Service }
  | { readonly kind: 'absent' }

export type ServiceQuery = PageRequest & {
  /** Part of a name or URL, case ignored. */
  readonly search: string | null
  readonly status: Standing | null
}

/** Each method is one whole transaction. Writes leave journal, ledger and audit rows in their commit. */
export type ServiceStore = {
  create(
    definition: ServiceDefinition,
    write: Write,
    idempotency: Idempotency | null,
  ): Promise<Written<Service>>
  save(
    id: ServiceId,
    change: { readonly definition: ServiceDefinition; readonly expectedRev: number },
    write: Write,
  ): Promise<SaveResult>
  /**
   * @param expectedRev the version that may go; any when it is left out
   * @returns the sequence of the removal, or `null` when there was nothing (of that version) to remove.
   */
  remove(id: ServiceId, write: Write, expectedRev?: number): Promise<Seq | null>
  find(id: ServiceId): Promise<Service | null>
  list(query: ServiceQuery): Promise<Page<Service>>
}

/** What a live view needs: everything at a point of the ledger, then single services again. */
export type ServiceViews = {
  all(): Promise<{ readonly services: readonly Service[]; readonly seq: Seq }>
  some(ids: readonly ServiceId[]): Promise<readonly Service[]>
}
