import { describe, expect, test } from 'vitest'
import type { ServiceId } from '../../../kernel/index.ts'
import type { Standing } from '../kind.ts'
import { parseTarget } from '../parse-target.ts'
import { runProbe } from '../world.contract.ts'
import { group } from './index.ts'

const id = (number: number) => number as ServiceId

const standing = (
  number: number,
  status: Standing['status'],
  members: readonly number[] = [],
): Standing => ({ id: id(number), name: `s${number}`, status, members: members.map(id) })

function run(config: object, standings: readonly Standing[]) {
  const stored = {
    listeningSince: 0,
    heartbeat: async () => null,
    standings: async (ids: readonly ServiceId[]) => standings.filter((one) => ids.includes(one.id)),
  }
  return runProbe(group, 'group://', { config, world: { stored } })
}

const three = (...statuses: readonly Standing['status'][]) =>
  statuses.map((status, i) => standing(i + 1, status))

const worst = { members: [1, 2, 3] }
const two = { members: [1, 2, 3], mode: 'at_least', at_least: 2 }

describe('a group is as its members are', () => {
  test.each([
    ['all up', worst, three('up', 'up', 'up'), 'up', '3 of 3 up'],
    ['degraded ones are up', worst, three('up', 'degraded', 'up'), 'up', '3 of 3 up'],
    ['one down', worst, three('up', 'down', 'up'), 'down', '2 of 3 up, needed 3: s2 is down'],
    [
      'it hangs on an unknown one',
      worst,
      three('up', 'up', 'unknown'),
      'unknown',
      '2 of 3 up, needed 3: s3 is unknown',
    ],
    ['paused ones are left out', worst, three('up', 'paused', 'up'), 'up', '2 of 2 up'],
    [
      'nothing but paused ones',
      worst,
      three('paused', 'paused', 'paused'),
      'down',
      'every member is paused',
    ],
    [
      'one that was deleted',
      worst,
      three('up', 'up'),
      'down',
      '2 of 3 up, needed 3: service 3 is deleted',
    ],
    ['enough of them', two, three('up', 'down', 'up'), 'up', '2 of 3 up: s2 is down'],
    [
      'one down is enough, whatever an unknown one may be',
      worst,
      three('up', 'down', 'unknown'),
      'down',
      '1 of 3 up, needed 3: s2 is down, s3 is unknown',
    ],
    [
      'enough of them without the unknown one',
      two,
      three('up', 'up', 'unknown'),
      'up',
      '2 of 3 up: s3 is unknown',
    ],
    [
      'too few of them, though one more may be up',
      two,
      three('up', 'down', 'unknown'),
      'unknown',
      '1 of 3 up, needed 2: s2 is down, s3 is unknown',
    ],
    [
      'too few of them',
      two,
      three('up', 'down', 'down'),
      'down',
      '1 of 3 up, needed 2: s2 is down, s3 is down',
    ],
    [
      'paused ones do not count for it',
      two,
      three('up', 'paused', 'paused'),
      'down',
      '1 of 1 up, needed 2',
    ],
  ] as const)('%s', async (_what, config, standings, status, message) => {
    const reason = { up: 'ok', down: 'assertion_failed', unknown: 'members_unknown' }[status]
    expect(await run(config, standings)).toMatchObject({ status, reason, message })
  })

  test('a line names five, and counts the rest', async () => {
    const members = Array.from({ length: 8 }, (_, i) => i + 1)
    const found = await run(
      { members },
      members.map((number) => standing(number, 'down')),
    )
    expect(found.message).toMatch(/s5 is down and 3 more$/)
    expect(found.evidence).toMatchObject({ up: 0, needed: 8, not_up: 8 })
  })
})

describe('a group that contains itself', () => {
  test.each([
    ['directly', [standing(1, 'up', [1])], 'the group s1 contains itself'],
    [
      'by way of others',
      [standing(1, 'up', [2]), standing(2, 'up', [3]), standing(3, 'up', [1])],
      'the group s1 contains itself, by way of s2 and s3',
    ],
  ])('%s is no group', async (_how, standings, message) => {
    expect(await run({ members: [1] }, standings)).toMatchObject({
      status: 'down',
      reason: 'unsupported',
      message,
    })
  })

  test('is told from one that has a member in two ways', async () => {
    const diamond = [standing(1, 'up', [3]), standing(2, 'up', [3]), standing(3, 'up')]
    expect(await run({ members: [1, 2] }, diamond)).toMatchObject({ status: 'up' })
  })

  test('is told without walking a wide web twice', async () => {
    const layers = Array.from({ length: 10 }, (_, layer) =>
      Array.from({ length: 20 }, (_, i) => layer * 20 + i + 1),
    )
    const web = layers.flatMap((layer, depth) =>
      layer.map((number) => standing(number, 'up', layers[depth + 1] ?? [])),
    )
    expect(await run({ members: layers[0] }, web)).toMatchObject({ status: 'up' })
  })

  test('and one that reaches too many is not walked at all', async () => {
    const endless = {
      listeningSince: 0,
      heartbeat: async () => null,
      standings: async (ids: readonly ServiceId[]) =>
        ids.map((one) => standing(one, 'up', [one * 2, one * 2 + 1])),
    }
    const found = await runProbe(group, 'group://', {
      config: { members: [1] },
      world: { stored: endless },
    })
    expect(found).toMatchObject({
      reason: 'unsupported',
      message: 'the group reaches more than 2000 services',
    })
  })
})

describe('the settings of a group', () => {
  test('take the ids as a list or as text', () => {
    expect(parseTarget('group://', { members: '3, 7 12' }).config).toMatchObject({
      members: [3, 7, 12],
    })
    expect(parseTarget('GROUP://Shop', { members: [3] }).target).toBe('group://shop')
  })

  test.each([
    [{ members: '3, shop' }, 'config.members'],
    [{ members: [0] }, 'config.members.0'],
    [{ members: [3, 3] }, 'config.members'],
    [{ members: [3], mode: 'at_least', at_least: 2 }, 'config.at_least'],
  ])('%j are refused at %s', (config, path) => {
    expect(() => parseTarget('group://', config)).toThrow(
      expect.objectContaining({ fields: [expect.objectContaining({ path })] }),
    )
  })

  test('without a member it is saved, and says so when it runs', async () => {
    expect(await run({}, [])).toMatchObject({ reason: 'unsupported' })
  })
})
