import type { Clock, EpochMs, Random, Role } from '../../kernel/index.ts'
import type { Probes } from '../../modules/checks/index.ts'

/** The terminal, or the pipes in its place. */
export type Io = {
  stdout(text: string): void
  stderr(text: string): void
  /** Standard output is a terminal: tables may be coloured and are cut to its width. */
  readonly isTty: boolean
  /** Width of the terminal, in columns. */
  readonly columns: number
  /** Standard input is a terminal: somebody is there to answer. */
  readonly canAsk: boolean
  /** A line that somebody types after the prompt, which goes to standard error. `null` at the end of input. */
  readLine(prompt: string): Promise<string | null>
  /** The same without echo. */
  readSecret(prompt: string): Promise<string | null>
  /** All of standard input. Throws `Refusal('too_large')` beyond `limit` bytes. */
  readAll(limit: number): Promise<string>
}

export const configFlagNames = ['config', 'port', 'host', 'data-dir', 'log-level'] as const

/** Flags that go before file and environment. */
export type ConfigFlags = {
  readonly [name in (typeof configFlagNames)[number]]?: string | undefined
}

export type ConfigProblem = {
  readonly file: string | null
  readonly line: number | null
  readonly column: number | null
  /** The dotted path of the key, or a variable's name. */
  readonly path: string
  readonly message: string
  /** What the writer most likely meant. */
  readonly hint: string | null
}

export type ConfigReport =
  | {
      readonly kind: 'ok'
      readonly warnings: readonly ConfigProblem[]
      /** What holds after file, environment and flags, with its secrets masked. */
      readonly yaml: string
    }
  /** The program does not start with it. */
  | { readonly kind: 'refused'; readonly problems: readonly ConfigProblem[] }

/** All of Pharos in one process, or one of its two halves. */
export type ServeRole = 'serve' | 'web' | 'collector'

export type Probing = {
  readonly probes: Probes
  /** Throws `Refusal('invalid')` with errors at `url` or `config.…`. */
  parseTarget(
    url: string,
    config: Readonly<Record<string, unknown>>,
  ): { readonly type: string; readonly target: string; readonly config: unknown }
}

export type MadeToken = {
  /** Shown once. */
  readonly secret: string
  readonly name: string
  readonly role: Role
  readonly expiresAt: EpochMs | null
}

/** Users and tokens in the database itself, for whoever may read the data folder. */
export type LocalIdentity = AsyncDisposable & {
  /**
   * The first account becomes admin, whatever role is asked for; `null` is the default role.
   * Refuses with `conflict` or `invalid`.
   */
  addUser(user: {
    readonly email: string
    readonly password: string
    readonly role: Role | null
  }): Promise<{ readonly email: string; readonly role: Role }>
  /** Ends the account's sessions. Refuses with `not_found` or `invalid`. */
  setPassword(email: string, password: string): Promise<void>
  /** A token of that account; `null` is the account's role, or no end. Refuses with `not_found` or `invalid`. */
  createToken(
    email: string,
    token: {
      readonly name: string
      readonly role: Role | null
      readonly expiresInDays: number | null
    },
  ): Promise<MadeToken>
}

/** What `migrate` did. The versions are equal when there was nothing to do. */
export type Migrated = { readonly from: number; readonly to: number; readonly database: string }

/** What `backup` copied. */
export type BackedUp = {
  readonly madeAt: EpochMs
  readonly schema: number
  readonly rows: Readonly<Record<string, number>>
}

/** What `restore` put in place. */
export type Restored = {
  /** When the backup was made, and by which version. */
  readonly manifest: { readonly madeAt: EpochMs; readonly program: string }
  readonly schema: number
  /** Where the database from before is kept; `null` where there was none, and on PostgreSQL. */
  readonly kept: string | null
}

/** What an entry of a file makes of the service of its name. */
export type ServicePlan =
  | { readonly kind: 'same' }
  | { readonly kind: 'create'; readonly body: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'change'
      readonly fields: readonly string[]
      readonly body: Readonly<Record<string, unknown>>
    }

/** Services in the form of the configuration file's `services:`. */
export type ServiceFile = {
  /** YAML of services as REST has them, with a comment for every secret that is left out. */
  write(services: readonly unknown[]): string
  /** The entries of a file, not read yet. Throws `Refusal`. */
  read(text: string, file: string): readonly unknown[]
  /** `present` is the service of that name as REST has it, or `null`. Throws `Refusal('invalid')`. */
  plan(entry: unknown, present: unknown): ServicePlan
}

/** What `doctor` found out about one thing. */
export type Finding = {
  readonly name: string
  readonly status: 'ok' | 'warn' | 'fail'
  readonly detail: string
  /** What to do about it; `null` when it is well. */
  readonly advice: string | null
}

/** All that the commands need of the world. What is heavy is opened by the command that needs it. */
export type CliDeps = {
  readonly io: Io
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly random: Random
  readonly fetch: typeof globalThis.fetch
  /** Aborts when somebody stops the command. */
  readonly signal: AbortSignal
  readonly version: string
  /** Runs until it is stopped. @returns the exit code */
  serve(role: ServeRole, flags: ConfigFlags): Promise<number>
  openProbes(): Promise<Probing>
  loadConfig(flags: ConfigFlags): Promise<ConfigReport>
  openIdentity(flags: ConfigFlags): Promise<LocalIdentity>
  migrate(flags: ConfigFlags): Promise<Migrated>
  /** Into a file, or to standard output with `-`. */
  backUp(flags: ConfigFlags, to: { file: string; force: boolean }): Promise<BackedUp>
  restore(flags: ConfigFlags, from: { file: string; arm: boolean }): Promise<Restored>
  /** `changed` is `false` when it was armed already. */
  arm(flags: ConfigFlags): Promise<{ changed: boolean; restoredFromAt: EpochMs | null }>
  openServiceFile(): Promise<ServiceFile>
  /** At most one byte more than `limit`; `null` when there is no such file. */
  readFile(file: string, limit: number): string | null
  doctor(flags: ConfigFlags): Promise<readonly Finding[]>
}
