import type { Clock } from '../kernel/index.ts'
import { type Config, type ConfigProblem, formatProblem } from './config/index.ts'

/** How the configuration stands, in words that hold no secret. */
export type ConfigStatus = {
  /** The configuration that was started with, with what a later reading may change of it. */
  readonly config: Config
  readonly warnings: readonly string[]
  /** When it was last read again and taken over. */
  readonly readAgainAt: number | null
  /** A later version that nothing was taken from, and why. */
  readonly refused: { readonly at: number; readonly problems: readonly string[] } | null
}

export type ConfigHolder = ReturnType<typeof holdConfig>

/** Remembers what the last readings of the configuration came to, for the page that shows it. */
export function holdConfig(
  config: Config,
  warnings: readonly ConfigProblem[],
  clock: Pick<Clock, 'now'>,
) {
  let status: ConfigStatus = {
    config,
    warnings: warnings.map(formatProblem),
    readAgainAt: null,
    refused: null,
  }
  return {
    status: (): ConfigStatus => status,

    /** Of a running program only the services and the log level change. */
    tookOver(next: Config, told: readonly ConfigProblem[]): void {
      const level = { ...status.config.logging, level: next.logging.level }
      status = {
        config: { ...status.config, services: next.services, logging: level },
        warnings: told.map(formatProblem),
        readAgainAt: clock.now(),
        refused: null,
      }
    },

    refuse(problems: readonly ConfigProblem[]): void {
      status = { ...status, refused: { at: clock.now(), problems: problems.map(formatProblem) } }
    },
  }
}
