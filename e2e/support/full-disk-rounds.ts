import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { createDice } from '../../src/kernel/virtual-time.contract.ts'
import { type Client, createClient, firstAdmin } from './client.ts'
import type { House } from './house.ts'
import { compare } from './kill-rounds.ts'
import { type Server, stopCleanly } from './program.ts'
import { auditSlots, auditText, readSlots } from './slots.ts'
import { mountSmallDisk, type SmallDisk } from './small-disk.ts'
import { type Writing, writeOn } from './stubborn.ts'
import { startTarget } from './target.ts'
import { until } from './until.ts'
import { cookieOf } from './visitor.ts'
import { emptyNotes } from './writers.ts'

const megabytes = 64
const checks = 40

/** What becomes of the process before there is room again. */
const endings = ['goes on', 'is killed', 'is killed and started', 'is stopped and started'] as const
type Ending = (typeof endings)[number]

export type FullDisk = {
  readonly rounds: number
  readonly seed: number
}

/**
 * Fills the disk of a `serve` again and again while checks run and people write, and makes room
 * again. Nothing else may be needed for it to go on, and all that it acknowledged must be there.
 * @returns what came of it, in lines for people
 */
export async function fullDiskRounds(
  house: House,
  { rounds, seed }: FullDisk,
): Promise<readonly string[]> {
  const dice = createDice(seed)
  const notes = emptyNotes()
  using disk = mountSmallDisk(house.dataDir, megabytes)
  await using target = await startTarget()
  const urls = [target.url, 'http://127.0.0.1:9/'] as const
  const course: Course = { refused: 0, told: [], recovered: [] }
  let server = await house.serve()
  try {
    const admin = await firstAdmin(server)
    const { credential } = admin
    const cookie = await cookieOf(server)
    for (let index = 0; index < checks; index++) {
      await admin.addService({ name: `steady ${index}`, url: target.url, check_interval: 1 })
    }
    for (let round = 0; round < rounds; round++) {
      const client = createClient(server.url, credential)
      const writing = writeOn({ client, notes, urls, chance: dice.next })
      await delay(dice.whole(300, 1_500))
      const ending = endings[round % endings.length] ?? 'goes on'
      const scene = { house, disk, server, client, cookie, writing, course }
      server = await runFull(scene, ending)
      expect(await integrityOf(house)).toEqual(['ok'])
      await compare(createClient(server.url, credential), notes)
    }
    await stopCleanly(server)
  } finally {
    await server[Symbol.asyncDispose]()
  }
  return told(house, { rounds, seed, course, acknowledged: notes.acknowledgements })
}

/** What was met on the way. */
type Course = {
  refused: number
  /** How long after the disk was full everything said so, in milliseconds. */
  readonly told: number[]
  /** How long after there was room everything went on. */
  readonly recovered: number[]
}

type Scene = {
  readonly house: House
  readonly disk: SmallDisk
  readonly server: Server
  readonly client: Client
  /** Of a session that began when there was room. */
  readonly cookie: string
  readonly writing: Writing
  readonly course: Course
}

/** Fills the disk, looks how it is told, and makes room. @returns the server that runs in the end. */
async function runFull(scene: Scene, ending: Ending): Promise<Server> {
  const { disk, server, writing, course } = scene
  const alive = watchLife(server)
  const fullFrom = performance.now()
  disk.fill()
  await until('everything says that the disk is full', () => isTold(scene))
  course.told.push(performance.now() - fullFrom)
  await until('many writes were refused', () => writing.refused >= 20)
  expect(await alive.end(), 'answers of /livez').toEqual(new Set([200]))
  const last = await endFull(scene, ending)
  if (last === server) await writing.end()
  course.refused += writing.refused
  for (const words of writing.words) expect(words).toContain('the disk is full; make room')
  expectNoFault(server)
  expectNoFault(last)
  return last
}

async function endFull(scene: Scene, ending: Ending): Promise<Server> {
  const { house, disk, server, writing, course } = scene
  let last = server
  if (ending !== 'goes on') {
    if (ending === 'is stopped and started') await stopCleanly(server)
    else server.kill('SIGKILL')
    await server.exited
    await writing.end()
  }
  if (ending === 'is killed and started' || ending === 'is stopped and started') {
    last = await house.serve({ early: true })
    await saysWhyNot(last)
  }
  const roomFrom = performance.now()
  disk.free()
  if (ending === 'is killed') last = await house.serve()
  await until('everything goes on', () => isWhole({ ...scene, server: last }))
  course.recovered.push(performance.now() - roomFrom)
  return last
}

const page = async ({ server, cookie }: Scene): Promise<string> => {
  const response = await fetch(`${server.url}/`, { headers: { cookie }, redirect: 'manual' })
  expect(response.status, 'the page').toBe(200)
  return response.text()
}

const fullWords = 'The disk is full, so nothing new is recorded.'

async function isTold(scene: Scene): Promise<boolean> {
  const { url } = scene.server
  const [ready, health, html] = await Promise.all([
    fetch(`${url}/readyz`),
    createClient(url).get('/api/health'),
    page(scene),
  ])
  const { checks: parts } = health.json as { checks?: { store?: Record<string, unknown> } }
  const store = parts?.store
  return (
    ready.status === 503 &&
    store?.status === 'down' &&
    store.disk_full === true &&
    html.includes(fullWords)
  )
}

async function isWhole(scene: Scene): Promise<boolean> {
  const { url } = scene.server
  const [ready, health, html] = await Promise.all([
    fetch(`${url}/readyz`),
    createClient(url).get('/api/health'),
    page(scene),
  ])
  if (!ready.ok || health.json.status !== 'ok' || html.includes(fullWords)) return false
  const body = { name: `steady since ${randomUUID()}`, url, check_interval: '1h' }
  const { credential } = scene.client
  return (await createClient(url, credential).post('/api/v1/services', body)).status === 201
}

/** A start without room: it answers, is not ready, and its log says why. */
async function saysWhyNot(server: Server): Promise<void> {
  await server.stderr.wait(/disk is full/)
  expect((await fetch(`${server.url}/livez`)).status).toBe(200)
  expect((await fetch(`${server.url}/readyz`)).status).toBe(503)
}

/** Asks `/livez` all the time. */
function watchLife({ url }: Server) {
  const told = new AbortController()
  const statuses = new Set<number>()
  const ask = async () => {
    while (!told.signal.aborted) {
      statuses.add((await fetch(`${url}/livez`)).status)
      await delay(50)
    }
  }
  const asking = ask()
  asking.catch(() => undefined)
  return {
    async end() {
      told.abort()
      await asking
      return statuses
    },
  }
}

/** What the log says of faults of ours. A full disk is none. */
const faults = /pharos: fault|a request failed|a slot failed|an outcome cannot be stored/

const expectNoFault = ({ stderr }: Server): void => {
  expect(stderr.text.split('\n').filter((line) => faults.test(line))).toEqual([])
}

async function integrityOf({ database }: House): Promise<readonly unknown[]> {
  const rows = await database.query<{ integrity_check: string }>('pragma integrity_check')
  return rows.map(({ integrity_check: line }) => line)
}

type Told = FullDisk & { readonly course: Course; readonly acknowledged: number }

async function told(
  house: House,
  { rounds, seed, course, acknowledged }: Told,
): Promise<readonly string[]> {
  const audit = auditSlots(await readSlots(house.database))
  expect(audit.doubled).toEqual([])
  expect(audit.absent).toEqual([])
  const most = (values: readonly number[]) => Math.round(Math.max(...values))
  return [
    `a disk of ${megabytes} MB, full ${rounds} times (seed ${seed})`,
    `${acknowledged} acknowledged writes, none lost; ${course.refused} refused, none of them done`,
    `told after at most ${most(course.told)} ms; whole after at most ${most(course.recovered)} ms with room`,
    auditText(audit),
  ]
}
