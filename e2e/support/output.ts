import type { Readable } from 'node:stream'

/** What a program has printed so far, and a way to wait for more of it. */
export type Output = {
  readonly text: string
  /** Resolves with the match as soon as the text has it. Rejects when the output ends without. */
  wait(pattern: RegExp): Promise<RegExpExecArray>
}

type Waiter = { readonly pattern: RegExp; settle(match: RegExpExecArray | null): void }

export function collect(stream: Readable): Output {
  let text = ''
  let ended = false
  const waiters = new Set<Waiter>()
  const look = () => {
    for (const waiter of waiters) {
      const match = waiter.pattern.exec(text)
      if (match === null && !ended) continue
      waiters.delete(waiter)
      waiter.settle(match)
    }
  }
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    text += chunk
    look()
  })
  stream.on('close', () => {
    ended = true
    look()
  })
  return {
    get text() {
      return text
    },
    wait: (pattern) =>
      new Promise((resolve, reject) => {
        const settle = (match: RegExpExecArray | null) =>
          match === null
            ? reject(new Error(`it ended without ${pattern}; it had printed:\n${text}`))
            : resolve(match)
        waiters.add({ pattern, settle })
        look()
      }),
  }
}
