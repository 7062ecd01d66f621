import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { residentMb } from '../../bench/support/process.ts'
import { createDice } from '../../src/kernel/virtual-time.contract.ts'
import { openTab } from './browser.ts'
import { type Client, createClient, firstAdmin } from './client.ts'
import type { House } from './house.ts'
import { compare } from './kill-rounds.ts'
import { freePort } from './ports.ts'
import { type Collector, type Server, stopCleanly } from './program.ts'
import { seedServices } from './seed.ts'
import { auditSlots, auditText, readSlots } from './slots.ts'
import { says, startTarget, type Target } from './target.ts'
import { until } from './until.ts'
import { enter, live } from './visitor.ts'
import { emptyNotes, type Notes, writeUntilGone } from './writers.ts'

export type Restarts = {
  readonly browser: Browser
  readonly services: number
  /** Of `web`; the collector is started anew with two of five. */
  readonly rounds: number
  readonly seed: number
}

export type Restarted = {
  readonly lines: readonly string[]
  /** How long after the return of `web` all open pages showed what had happened meanwhile, in milliseconds. */
  readonly wholeMs: readonly number[]
  /** Resident memory of both processes in the end. */
  readonly megabytes: number
}

/** Whether the collector is started anew in a round: in 20 of 50. */
const withCollector = (round: number): boolean => round % 5 === 1 || round % 5 === 3

/**
 * Starts `web` anew again and again, and now and then the collector, while people write and pages are
 * open. What was acknowledged must be there each time, and pages must show what a check found while
 * `web` was away.
 */
export async function restartRounds(house: House, options: Restarts): Promise<Restarted> {
  const { browser, services, rounds, seed } = options
  const dice = createDice(seed)
  const notes = emptyNotes()
  await using stack = new AsyncDisposableStack()
  const [good, flagged] = [stack.use(await startTarget()), stack.use(await startTarget())]
  const seeding = { count: services, url: good.url, intervalMs: 30_000 }
  await seedServices(house.database.url, seeding)
  const port = await freePort()
  let collector = await house.collect()
  let web = await house.serve({ role: 'web', port })
  stack.defer(async () => {
    await web[Symbol.asyncDispose]()
    await collector[Symbol.asyncDispose]()
  })
  const admin = await firstAdmin(web)
  const { credential } = admin
  const flag = await addFlag(admin, flagged)
  const pages = await openPages(stack, { browser, web, flag })
  const wholeMs: number[] = []
  const urls = [good.url, 'http://127.0.0.1:9/'] as const
  for (let round = 1; round <= rounds; round++) {
    const client = createClient(web.url, credential)
    const writing = writeUntilGone({ client, notes, urls, chance: dice.next })
    await Promise.race([delay(dice.whole(200, 1_200)), writing])
    const signal = dice.next() < 0.5 ? 'SIGTERM' : 'SIGKILL'
    await end(web, signal)
    await writing
    const status = await turnFlag(house, { flagged, round, id: flag })
    if (withCollector(round)) {
      await end(collector, dice.next() < 0.5 ? 'SIGTERM' : 'SIGKILL')
      collector = await house.collect()
    }
    web = await house.serve({ role: 'web', port })
    wholeMs.push(await untilWhole(pages, { flag, status }))
    await compare(createClient(web.url, credential), notes)
  }
  const megabytes = residentMb(web.pid) + residentMb(collector.pid)
  await stopCleanly(web)
  await stopCleanly(collector)
  return { wholeMs, megabytes, lines: await told(house, { options, notes, wholeMs, megabytes }) }
}

async function end(program: Server | Collector, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (signal === 'SIGTERM') return stopCleanly(program)
  program.kill(signal)
  await program.exited
}

/** A service whose verdict follows the very next check. */
async function addFlag(admin: Client, { url }: Target): Promise<number> {
  const body = { name: 'flag', url, check_interval: 1, failures_to_down: 1 }
  const { id } = await admin.read<{ id: number }>('POST', '/api/v1/services', { body })
  await until('the flag has a verdict', async () => (await admin.service(id)).status === 'UP')
  return id
}

type Turn = { readonly flagged: Target; readonly round: number; readonly id: number }

/** Changes a verdict while `web` is away. @returns what it is then. */
async function turnFlag(house: House, { flagged, round, id }: Turn): Promise<string> {
  const status = round % 2 === 1 ? 'down' : 'up'
  flagged.answers(says(status === 'down' ? 500 : 200))
  await until(`the collector finds it ${status}`, async () => {
    const [row] = await house.database.query<{ status: string }>(
      `select status from checks_service_states where service_id = ${id}`,
    )
    return row?.status === status
  })
  return status
}

type Opening = { readonly browser: Browser; readonly web: Server; readonly flag: number }

/** The list of those that are down, one that always has the flag, and the flag's own page. */
async function openPages(
  stack: AsyncDisposableStack,
  { browser, web, flag }: Opening,
): Promise<readonly Page[]> {
  const tab = stack.use(await openTab(browser))
  await enter(tab.page.context(), web)
  const pages = [tab.page, await tab.page.context().newPage(), await tab.page.context().newPage()]
  const paths = ['/services?status=down&q=flag', '/services?q=flag', `/services/${flag}`]
  for (const [index, page] of pages.entries()) {
    await page.goto(`${web.url}${paths[index]}`)
    await live(page)
  }
  return pages
}

/** @returns milliseconds until every page lives and shows the verdict. */
async function untilWhole(
  pages: readonly Page[],
  { flag, status }: { readonly flag: number; readonly status: string },
): Promise<number> {
  const from = performance.now()
  const alive = 'body[data-live=live]'
  const word = status === 'down' ? 'Down' : 'Operational'
  const there = { state: 'attached', timeout: 20_000 } as const
  const row = `${alive} #svc-${flag}[data-status=${status}]`
  const [failing, list, own] = pages
  await Promise.all([
    list?.locator(row).waitFor(there),
    own?.locator(`${alive} #svc-${flag}-head .now`, { hasText: word }).waitFor(there),
    status === 'down'
      ? failing?.locator(row).waitFor(there)
      : failing?.locator(`${alive} #services-body:not(:has(#svc-${flag}))`).waitFor(there),
  ])
  return performance.now() - from
}

type Told = {
  readonly options: Restarts
  readonly notes: Notes
  readonly wholeMs: readonly number[]
  readonly megabytes: number
}

async function told(
  house: House,
  { options, notes, wholeMs, megabytes }: Told,
): Promise<readonly string[]> {
  const audit = auditSlots(await readSlots(house.database))
  expect(audit.doubled).toEqual([])
  expect(audit.absent).toEqual([])
  const sorted = wholeMs.toSorted((a, b) => a - b)
  const [median, most] = [sorted[Math.floor(sorted.length / 2)] ?? 0, sorted.at(-1) ?? 0]
  const collectors = wholeMs.filter((_, index) => withCollector(index + 1)).length
  return [
    `${house.database.dialect}: ${options.rounds} restarts of web, ${collectors} of the collector (seed ${options.seed})`,
    `${notes.acknowledgements} acknowledged writes, none lost`,
    `open pages whole after web was back: median ${Math.round(median)} ms, at most ${Math.round(most)} ms`,
    `both processes with ${options.services} services: ${Math.round(megabytes)} MB`,
    auditText(audit),
  ]
}
