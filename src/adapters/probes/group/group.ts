import { z } from 'zod'
import type { ServiceId } from '../../../kernel/index.ts'
import type { Probe } from '../../../modules/checks/index.ts'
import { Down, Unsure } from '../failure.ts'
import type { ProbeKind, ProbeWorld, Stored } from '../kind.ts'
import { within } from '../scope.ts'
import { settingsOf } from '../settings.ts'
import { plainTarget, refusedTarget } from '../target-text.ts'
import { findCycle, mostReached, type Reached, reach } from './cycle.ts'
import { judgeGroup } from './judge.ts'

const mostMembers = 200

const list = z
  .array(z.int().min(1, 'must be the ids of services'))
  .max(mostMembers, `must be at most ${mostMembers} services`)
  .refine((ids) => new Set(ids).size === ids.length, 'name a service twice')

/** A list of ids, or a text of them as a form sends it. */
const members = z
  .union([
    list,
    z
      .string()
      .trim()
      .max(4_000)
      .regex(/^\d{1,15}(?:[\s,]+\d{1,15})*$/, 'must be ids of services, such as "3, 7, 12"')
      .transform((text) => text.split(/[\s,]+/).map(Number))
      .pipe(list),
  ])
  .default([])
  .meta({
    title: 'Services',
    description: 'Their ids, with commas between them: 3, 7, 12. Paused ones are left out.',
    type: 'string',
  })

const config = z
  .strictObject({
    members,
    mode: z.enum(['worst', 'at_least']).default('worst').meta({
      title: 'Up when',
      description: 'worst: all are up. at_least: as many are up as below.',
    }),
    at_least: z
      .int()
      .min(1)
      .max(mostMembers)
      .default(1)
      .meta({ title: 'At least', description: 'Services that must be up, in the mode at_least.' }),
  })
  .refine(
    ({ members: ids, mode, at_least }) =>
      mode === 'worst' || ids.length === 0 || at_least <= ids.length,
    {
      path: ['at_least'],
      message: 'is more than the group has services',
    },
  )

function parse(target: string): string {
  const name = /^group:\/\/([\w.:-]{0,100})\/?$/i.exec(plainTarget(target))?.[1]
  if (name === undefined) throw refusedTarget('must be group:// alone, or with a name behind it')
  return `group://${name.toLowerCase()}`
}

function open(world: ProbeWorld): Probe {
  return (request, signal) =>
    within({ world, timeoutMs: request.timeoutMs, signal }, async (scope) => {
      const { members: ids, mode, at_least } = settingsOf(config, request.config)
      const { stored } = world
      if (stored === undefined) throw new Down('unsupported', 'a group is judged by its server')
      if (ids.length === 0) throw new Down('unsupported', 'the group has no services yet')
      const asked = ids.map((id) => id as ServiceId)
      const reached = await reachedFrom(asked, stored)
      const judged = judgeGroup(asked, reached, mode === 'worst' ? null : at_least)
      Object.assign(scope.evidence, judged.evidence)
      if (judged.status === 'up') return judged.message
      if (judged.status === 'unknown') throw new Unsure('members_unknown', judged.message)
      throw new Down('assertion_failed', judged.message)
    })
}

async function reachedFrom(ids: readonly ServiceId[], stored: Stored): Promise<Reached> {
  const reached = await reach(ids, stored.standings)
  if (reached === null) {
    throw new Down('unsupported', `the group reaches more than ${mostReached} services`)
  }
  const cycle = findCycle(ids, reached)
  if (cycle === null) return reached
  const [first, ...rest] = cycle
  const way = rest.length === 1 ? '' : `, by way of ${rest.slice(0, -1).join(' and ')}`
  throw new Down('unsupported', `the group ${first} contains itself${way}`)
}

export const group: ProbeKind = {
  type: 'group',
  title: 'Group of services',
  schemes: ['group:'],
  config,
  parse,
  open,
}
