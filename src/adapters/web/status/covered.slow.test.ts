import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  claimAt,
  failed,
  firstSlotsMs,
  only,
  reportOf,
} from '../../../modules/checks/house.contract.ts'
import type { ResultOutcome } from '../../../modules/checks/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import { clock, type House, openHouse } from '../house.contract.ts'
import type { WebOptions } from '../index.ts'

const actor = { userId: null, label: 'test', requestId: null }
const patience = { timeout: 10_000, interval: 50 }

async function add(house: House, name = 'api', tags = ['work']) {
  const input = { name, url: 'https://api.example', tags: ['public', ...tags], failures_to_down: 1 }
  const { value } = await house.services.create(input, actor)
  const { claims } = await house.store.schedule.claim(claimAt(clock.now() + firstSlotsMs))
  const { check, slot } = only(claims.filter((claim) => claim.check.serviceId === value.id))
  let slots = 0
  return async (differs: Partial<ResultOutcome>) => {
    slots += 1
    await house.store.schedule.accept(reportOf({ check, slot: slot + slots * 30_000 }, differs))
  }
}
/** A house with the windows of its own store. */
async function open(folder: string | null = null, rest: Partial<WebOptions> = {}) {
  const windows = async () => {
    const planned = await house.store.maintenance.planned(clock.now())
    return planned.map((work) => ({
      ...work,
      covers: (id: Service['id']) => work.services.includes(id),
    }))
  }
  const status = { title: 'Example', tags: ['public'], folder, maintenance: { windows } }
  const house: House = await openHouse({ status, ...rest })
  onTestFinished(() => house[Symbol.asyncDispose]())
  return house
}
const feedOf = async (house: House, name = 'api') => {
  const found = (await house.read('/status.atom')).matchAll(/<title>(\w+): (\w+)/g)
  return [...found].flatMap(([, of, word]) => (of === name ? [word] : []))
}
const stateOf = async (house: House) =>
  (await documentOf(house)).services.find(({ name }: { readonly name: string }) => name === 'api')
    ?.state
const documentOf = async (house: House) => JSON.parse(await house.read('/status.json'))

describe('trouble in a maintenance', () => {
  test('is told nobody while it lasts, and after it if it is still there', async () => {
    const house = await open()
    const [turn, turnOther] = [await add(house), await add(house, 'other', [])]
    await turn({})
    await turnOther({})
    await expect.poll(() => feedOf(house), patience).toEqual(['Operational'])
    const { id } = await house.maintenances.create({ tags: ['work'], duration: '30m' }, actor)
    await turn(failed)
    await expect.poll(() => stateOf(house), patience).toBe('MAINTENANCE')
    await turnOther(failed)
    await expect.poll(() => feedOf(house, 'other'), patience).toEqual(['Down', 'Operational'])
    expect(await feedOf(house)).toEqual(['Operational'])
    await house.maintenances.end(id, actor)
    await expect.poll(() => feedOf(house), patience).toEqual(['Down', 'Operational'])
    expect(await stateOf(house)).toBe('DOWN')
  })

  test('is told nobody by the next process either', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pharos-status-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const first = await open(folder)
    const [turn, turnOther] = [await add(first), await add(first, 'other', [])]
    await turn({})
    const { id } = await first.maintenances.create({ tags: ['work'], duration: '30m' }, actor)
    await turn(failed)
    await expect.poll(() => stateOf(first), patience).toBe('MAINTENANCE')
    await turn({})
    await turn({})
    await expect.poll(() => stateOf(first), patience).toBe('UP')
    await first.maintenances.end(id, actor)
    const left = () => JSON.parse(readFileSync(join(folder, 'snapshot.json'), 'utf8'))
    await expect.poll(() => left().covered[0]?.to - clock.now(), patience).toBeLessThan(0)
    first.stop()
    const { views, past, journal, wake } = first.store
    const second = await open(folder, { views, past, journal, wake })
    await second.web.prepare()
    await expect.poll(async () => (await documentOf(second)).stale, patience).toBe(false)
    await turnOther({})
    await expect.poll(() => feedOf(second, 'other'), patience).toEqual(['Operational'])
    expect(await feedOf(second)).toEqual(['Operational'])
  })
})
