import { setTimeout as delay } from 'node:timers/promises'

const everyMs = 25

export type Patience = {
  readonly deadlineMs?: number
  /** Between two tries. Asking is work for the other process too. */
  readonly everyMs?: number
}

/**
 * Asks another process again and again until the answer is something other than `null`, `undefined`
 * or `false`: what happens there rings no bell here. A question that throws counts as no answer yet.
 */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer> | Answer,
  patience: Patience = {},
): Promise<NonNullable<Exclude<Answer, false>>> {
  const { deadlineMs = 20_000 } = patience
  const deadline = performance.now() + deadlineMs
  let cause: unknown
  while (performance.now() < deadline) {
    try {
      const answer = await ask()
      if (isSomething(answer)) return answer
      cause = undefined
    } catch (error) {
      cause = error
    }
    await delay(patience.everyMs ?? everyMs)
  }
  throw new Error(`not within ${deadlineMs} ms: ${what}`, { cause })
}

const isSomething = <Answer>(answer: Answer): answer is NonNullable<Exclude<Answer, false>> =>
  answer !== null && answer !== undefined && answer !== false

/** Lets real time pass: for runs that must last, never to wait for something. */
export const forSeconds = (seconds: number): Promise<void> => delay(seconds * 1_000)
