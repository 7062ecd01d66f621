import { setTimeout as delay } from 'node:timers/promises'
import { createDice } from '../../src/kernel/virtual-time.contract.ts'
import { firstAdmin } from './client.ts'
import type { House } from './house.ts'
import { startPatients } from './patients.ts'
import { stopCleanly } from './program.ts'
import { type Received, startReceiver } from './receiver.ts'
import { until } from './until.ts'

export type Deaths = {
  readonly services: number
  /** How often each of them dies. */
  readonly times: number
  readonly seed: number
}

const check = { check_interval: '5s', timeout: '2s', failures_to_down: 1, successes_to_up: 1 }
const longestMs = 30_000

type Change = { readonly service?: { readonly name: string }; readonly status?: string }

/** Whether a message tells that somebody is so now: by itself, or in a digest. */
function tellsOf({ body }: Received, name: string, to: string): boolean {
  const message = JSON.parse(body) as Change & { readonly changes?: readonly Change[] }
  const changes = message.changes ?? [message]
  return changes.some(({ service, status }) => service?.name === name && status === to)
}

/**
 * Lets targets fall silent at moments of their own, and measures how long it takes until somebody
 * was told. @returns milliseconds, one a death
 */
export async function measureDeaths(house: House, deaths: Deaths): Promise<readonly number[]> {
  const dice = createDice(deaths.seed)
  await using patients = await startPatients()
  await using receiver = await startReceiver()
  await using server = await house.serve()
  const admin = await firstAdmin(server)
  const { url } = receiver
  const names = Array.from({ length: deaths.services }, (_, index) => `patient ${index}`)
  for (const [index, name] of names.entries()) {
    // A channel each: so many changes in one would be a storm, which is told in digests.
    const tags = [`p${index}`]
    const channel = { name, type: 'webhook', config: { url }, tags }
    await admin.read('POST', '/api/v1/channels', { body: channel })
    const body = { ...check, name, url: patients.urlOf(index), tags }
    await admin.read('POST', '/api/v1/services', { body })
  }
  await until('all are up', async () =>
    (await admin.services()).every(({ id, status }) => id === 0 || status === 'UP'),
  )
  const told = async (name: string, to: string, from: number): Promise<number> => {
    const found = await until(
      `somebody hears that ${name} is ${to}`,
      () => receiver.received.slice(from).find((message) => tellsOf(message, name, to)),
      { deadlineMs: longestMs },
    )
    return found.at
  }
  const lives = names.map(async (name, index): Promise<number[]> => {
    const took: number[] = []
    for (let time = 0; time < deaths.times; time++) {
      await delay(dice.whole(0, 10_000))
      const [from, diedAt] = [receiver.received.length, Date.now()]
      patients.become(index, 'silent')
      took.push((await told(name, 'down', from)) - diedAt)
      patients.become(index, 'well')
      await told(name, 'up', from)
    }
    return took
  })
  const took = (await Promise.all(lives)).flat()
  await stopCleanly(server)
  return took
}
