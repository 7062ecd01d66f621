import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { createDice } from '../../src/kernel/virtual-time.contract.ts'
import { type Client, createClient, firstAdmin } from './client.ts'
import type { House } from './house.ts'
import { compare } from './kill-rounds.ts'
import { type Listener, listen } from './listener.ts'
import { type Server, stopCleanly } from './program.ts'
import { auditSlots, auditText, readSlots } from './slots.ts'
import { openStream, type Stream } from './stream.ts'
import { neverAnswers, startTarget } from './target.ts'
import { until } from './until.ts'
import { emptyNotes, writeUntilGone } from './writers.ts'

/** At every moment some dozens of these wait for an answer that does not come. */
const silent = { checks: 60, interval: '7s', timeout: '5s' }
const healthy = { checks: 20, interval: '1s' }
const tabs = 5

export type Stops = {
  readonly rounds: number
  readonly seed: number
}

export type Stopped = {
  readonly lines: readonly string[]
  /** From the signal to the exit, in milliseconds. */
  readonly tookMs: readonly number[]
}

/**
 * Stops a `serve` in the midst of its work again and again, and starts it again. Each time it must
 * end by itself and cleanly, and leave nothing half done.
 */
export async function stopRounds(house: House, { rounds, seed }: Stops): Promise<Stopped> {
  const dice = createDice(seed)
  const notes = emptyNotes()
  await using target = await startTarget()
  await using deaf = await startTarget(neverAnswers)
  const urls = [target.url, 'http://127.0.0.1:9/'] as const
  const tookMs: number[] = []
  const underWay: number[] = []
  let server = await house.serve()
  try {
    const admin = await firstAdmin(server)
    const { credential } = admin
    await addChecks(admin, { deaf: deaf.url, good: target.url })
    for (let round = 0; round < rounds; round++) {
      const client = createClient(server.url, credential)
      using audience = await gather(client)
      const writing = writeUntilGone({ client, notes, urls, chance: dice.next })
      const probes = await until('probes wait for an answer', () => waiting(client))
      await Promise.race([delay(dice.whole(0, 3_000)), writing])
      underWay.push(probes)
      tookMs.push(await stop(server))
      await writing
      await expectFarewell(audience)
      expect(await halfDone(house), 'slots that were claimed and left behind').toEqual([])
      server = await house.serve()
      await compare(createClient(server.url, credential), notes)
    }
    await stopCleanly(server)
  } finally {
    await server[Symbol.asyncDispose]()
  }
  const audit = auditSlots(await readSlots(house.database))
  expect(audit.doubled).toEqual([])
  expect(audit.absent).toEqual([])
  const from = (share: number) => Math.round(quantile(tookMs, share))
  return {
    tookMs,
    lines: [
      `${house.database.dialect}: ${rounds} stops under load (seed ${seed}), all with exit code 0`,
      `from the signal to the exit: median ${from(0.5)} ms, p99 ${from(0.99)} ms, at most ${from(1)} ms`,
      `probes that ran before the signals: ${Math.min(...underWay)} to ${Math.max(...underWay)}`,
      `${notes.acknowledgements} acknowledged writes, none lost`,
      auditText(audit),
    ],
  }
}

/** The least value that so many of the others do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
}

async function addChecks(
  admin: Client,
  { deaf, good }: { readonly deaf: string; readonly good: string },
): Promise<void> {
  const add = (body: Readonly<Record<string, unknown>>) =>
    admin.read('POST', '/api/v1/services', { body })
  for (let index = 0; index < silent.checks; index++) {
    const { interval: check_interval, timeout } = silent
    await add({ name: `steady silent ${index}`, url: deaf, check_interval, timeout })
  }
  for (let index = 0; index < healthy.checks; index++) {
    await add({ name: `steady ${index}`, url: good, check_interval: healthy.interval })
  }
}

/** Enough that a stop surely meets some in the midst of their time. */
const enough = 20

/** How many probes run, once there are enough. */
async function waiting(client: Client): Promise<number | null> {
  const { json } = await client.get('/api/health')
  const { checks } = json as { checks?: { scheduler?: { in_flight?: number } } }
  const running = checks?.scheduler?.in_flight ?? 0
  return running >= enough ? running : null
}

/** @returns how long it took. */
async function stop(server: Server): Promise<number> {
  const from = performance.now()
  await stopCleanly(server)
  return performance.now() - from
}

type Audience = Disposable & {
  readonly streams: readonly Stream[]
  readonly listener: Listener
}

/** Open pages, and a program that listens. */
async function gather(client: Client): Promise<Audience> {
  using stack = new DisposableStack()
  const listener = stack.use(await listen(client))
  const streams: Stream[] = []
  for (let tab = 0; tab < tabs; tab++) streams.push(stack.use(await openStream(client)))
  const all = stack.move()
  return { streams, listener, [Symbol.dispose]: () => all.dispose() }
}

/** Everybody was told, or at least heard that it ended. */
async function expectFarewell({ streams, listener }: Audience): Promise<void> {
  await Promise.all(streams.map(({ ended }) => ended))
  const last = streams.map(({ text }) => text.trimEnd().split('\n\n').at(-1) ?? '')
  for (const message of last) expect(message).toMatch(/^event: ?drain$/m)
  await listener.closed
}

/**
 * Checks whose slot somebody still holds, though nobody runs. One that was given back is free: its
 * lease is 0, or it lasts until the next slot is claimed, which this one is then left to.
 */
const halfDone = ({ database }: House) =>
  database.query<{ check_id: number; pending_slot: number }>(
    `select check_id, pending_slot from checks_states s where pending_slot is not null
      and lease_until > 0 and lease_until <> claim_at
      and not exists (select 1 from checks_outcomes o where o.check_id = s.check_id and o.slot = s.pending_slot)`,
  )
