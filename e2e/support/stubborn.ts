import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Answer, Client } from './client.ts'
import { type Load, type Notes, writeUntilGone } from './writers.ts'

/** What writers have met who go on however often they are refused. */
export type Writing = {
  /** Answers with 503. */
  readonly refused: number
  /** The words of the refusals, each once. */
  readonly words: ReadonlySet<string>
  /** Ends the writers, and resolves when the last one has its answer. */
  end(): Promise<void>
}

/**
 * Between two refusals. It waits for nothing: it is how hard the writers push, since a server that
 * refuses answers at once, and six writers would take a core from what is tested. `end` cuts it short.
 */
const breathMs = 100

/**
 * Keeps writers at work through refusals. What was refused must not come true, so nothing of it is
 * left open in the notes. Any other answer than a success or a refusal in words fails `end`.
 */
export function writeOn(load: Load): Writing {
  const words = new Set<string>()
  let refused = 0
  let lost = false
  const told = new AbortController()

  async function ask(...request: Parameters<Client['ask']>): Promise<Answer> {
    // To a writer this is a connection that broke.
    if (told.signal.aborted) throw new TypeError('the writers were told to end')
    const answer = await load.client.ask(...request).catch((error: unknown) => {
      lost = true
      throw error
    })
    if (answer.status !== 503) return answer
    refused += 1
    words.add(wordsOf(answer))
    throw new TypeError('refused')
  }

  async function read<Body>(...request: Parameters<Client['ask']>): Promise<Body> {
    const { status, text } = await ask(...request)
    if (status >= 400)
      throw new Error(`${request[0]} ${request[1]} was answered ${status}: ${text}`)
    return JSON.parse(text)
  }

  async function untilTold(): Promise<void> {
    while (!told.signal.aborted) {
      await writeUntilGone({ ...load, client: { ...load.client, ask, read } })
      // Of a request without an answer nobody knows; of a refused one everybody.
      if (lost) return
      settle(load.notes)
      await delay(breathMs, undefined, { signal: told.signal }).catch(() => undefined)
    }
  }

  const writing = untilTold()
  writing.catch(() => undefined)
  return {
    words,
    get refused() {
      return refused
    },
    async end() {
      told.abort()
      await writing
    },
  }
}

function settle({ owned, unanswered }: Notes): void {
  for (const one of owned.values()) one.asked = null
  unanswered.length = 0
}

function wordsOf({ json, headers, text }: Answer): string {
  expect(headers.get('retry-after'), text).toMatch(/^\d+$/)
  const { detail } = json
  if (typeof detail !== 'string' || detail === '')
    throw new Error(`a refusal without words: ${text}`)
  return detail
}
