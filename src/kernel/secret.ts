const shown = '•••'

/**
 * A value that no log line, error, export or template can print by accident.
 * Only `reveal()` gives it, and a search for that word lists every place that needs it.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return shown
  }

  toJSON(): string {
    return shown
  }

  /** What `console.log` and `util.inspect` of Node.js call. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return shown
  }
}
