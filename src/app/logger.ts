import { pino } from 'pino'
import type { LogFields, Logger } from '../kernel/index.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export type LoggerOptions = {
  readonly level: LogLevel
  readonly format: 'json' | 'text'
  /** Takes whole lines. */
  readonly write: (line: string) => void
}

export type AppLogger = Logger & { setLevel(level: LogLevel): void }

/** Lines of JSON for machines, or of words for people. */
export function createLogger({ level, format, write }: LoggerOptions): AppLogger {
  const destination = { write: format === 'json' ? write : (line: string) => write(asText(line)) }
  const root = pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: describe },
    },
    destination,
  )
  return Object.assign(wrap(root), {
    setLevel(next: LogLevel) {
      root.level = next
    },
  })
}

function wrap(log: pino.Logger): Logger {
  return {
    debug: (message, fields = {}) => log.debug(fields, message),
    info: (message, fields = {}) => log.info(fields, message),
    warn: (message, fields = {}) => log.warn(fields, message),
    error: (message, fields = {}) => log.error(fields, message),
    with: (fields) => wrap(log.child(fields)),
  }
}

/** An error with its causes; anything else as it is. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const cause = error.cause === undefined ? {} : { cause: describe(error.cause) }
  return { name: error.name, message: error.message, stack: error.stack, ...cause }
}

/** ` 12:03:10 warn  the store is away  error="…"`. Control characters never reach the terminal. */
function asText(line: string): string {
  const { time, level, message, ...fields } = JSON.parse(line) as LogFields
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  const clock = String(time).slice(11, 19)
  const words = [clock, String(level).padEnd(5), printable(String(message)), ...rest]
  return `${words.join(' ')}\n`
}

const printable = (text: string): string =>
  [...text].map((letter) => (letter < ' ' || letter === '\u007f' ? ' ' : letter)).join('')
