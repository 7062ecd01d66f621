import type { EpochMs } from '../../kernel/index.ts'

/** What the settings page asks of the program around it. */
export type Program = {
  about(): Promise<About>
  /** Lets a restored copy send things outward. */
  arm(by: { readonly label: string; readonly requestId: string | null }): Promise<void>
}

/** The program as it runs. Everything in it may be shown to an admin: secrets are masked before. */
export type About = {
  readonly version: string
  readonly startedAt: EpochMs
  readonly environment: string
  /** `SQLite` or `PostgreSQL`. */
  readonly database: string
  readonly folder: string
  /** Bytes of the files in the data folder; `null` when they cannot be read. */
  readonly folderBytes: number | null
  /** The configuration file, or `null` where there is none. */
  readonly file: string | null
  /** Services that the configuration file owns. */
  readonly ownedServices: number
  readonly publicMetrics: boolean
  readonly settings: readonly Setting[]
  /** What is allowed and worth a word, a sentence each. */
  readonly warnings: readonly string[]
  readonly readAgainAt: EpochMs | null
  /** A copy that was restored and sends nothing outward yet; else `null`. Of when the data are. */
  readonly unarmed: { readonly restoredAt: EpochMs; readonly from: EpochMs } | null
  /** A changed configuration that nothing was taken from, and why. */
  readonly refused: { readonly at: EpochMs; readonly problems: readonly string[] } | null
}

/** One value of the configuration and where it came from. */
export type Setting = { readonly key: string; readonly value: string; readonly origin: string }
