import type { EpochMs, MaintenanceId, ServiceId } from '../../kernel/index.ts'
import { nextCron, readCron } from './cron.ts'
import type { Slot } from './outcome.ts'

/** When work is planned: once, or again and again by a cron schedule. */
export type MaintenancePlan =
  | { readonly kind: 'once'; readonly from: EpochMs; readonly to: EpochMs }
  | {
      readonly kind: 'recurring'
      readonly cron: string
      readonly durationMs: number
      readonly timeZone: string
    }

/** What it covers: services by their ids, those with one of the tags, or all. */
export type MaintenanceScope = {
  readonly services: readonly ServiceId[]
  readonly tags: readonly string[]
  readonly all: boolean
}

/** A stretch of time, `to` left out. */
export type Period = { readonly from: EpochMs; readonly to: EpochMs }

export const maintenanceEnds = [
  'elapsed',
  'green',
  'ended_by_user',
  'changed',
  'removed',
  'missed',
] as const
/** Why a maintenance is over; `missed` when nothing ran while it should have been. */
export type MaintenanceEnd = (typeof maintenanceEnds)[number]

export type MaintenanceDefinition = {
  readonly name: string
  readonly plan: MaintenancePlan
  readonly scope: MaintenanceScope
  /** It ends as soon as all that it covers has been up `greenSuccesses` times in a row, after trouble. */
  readonly endsWhenGreen: boolean
}

export type Maintenance = MaintenanceDefinition & {
  readonly id: MaintenanceId
  /** `null` while it is not under way. */
  readonly active: Period | null
  /** When it begins or, under way, ends; `null` when it is over for good. */
  readonly nextAt: EpochMs | null
  readonly over: { readonly at: EpochMs; readonly reason: MaintenanceEnd } | null
  readonly rev: number
  readonly createdAt: EpochMs
  readonly updatedAt: EpochMs
}

/** Successes in a row that make a service green. */
export const greenSuccesses = 3

/** Does a plan cover a service with these tags? */
export const covers = (
  { services, tags, all }: MaintenanceScope,
  service: { readonly id: ServiceId; readonly tags: readonly string[] },
): boolean => all || services.includes(service.id) || service.tags.some((tag) => tags.includes(tag))

/** The first period of a plan that is not over at that time. It may have begun. */
export function nextPeriod(plan: MaintenancePlan, at: EpochMs): Period | null {
  if (plan.kind === 'once') return plan.to > at ? { from: plan.from, to: plan.to } : null
  return recurring(plan, at - plan.durationMs)
}

/** The first period that begins after that time. */
export function laterPeriod(plan: MaintenancePlan, at: EpochMs): Period | null {
  if (plan.kind === 'once') return plan.from > at ? { from: plan.from, to: plan.to } : null
  return recurring(plan, at)
}

function recurring(plan: MaintenancePlan & { kind: 'recurring' }, after: EpochMs): Period | null {
  const read = readCron(plan.cron)
  const from = read.kind === 'cron' ? nextCron(read.cron, plan.timeZone, after) : null
  return from === null ? null : { from, to: from + plan.durationMs }
}

/** What time, or the health of what it covers, makes of a maintenance. */
export type MaintenanceStep =
  | { readonly kind: 'wait' }
  | { readonly kind: 'begin'; readonly period: Period }
  /** Its next period is another one than it was. */
  | { readonly kind: 'move'; readonly next: Period }
  /** This period is over, or, with `next: null`, all of it is. */
  | { readonly kind: 'end'; readonly reason: MaintenanceEnd; readonly next: Period | null }

type Standing = Pick<Maintenance, 'plan' | 'active' | 'nextAt' | 'endsWhenGreen'>

/** @param green whether all that it covers is green; asked only while it is under way */
export function stepMaintenance(
  { plan, active, nextAt, endsWhenGreen }: Standing,
  at: EpochMs,
  green: () => boolean,
): MaintenanceStep {
  if (active !== null) {
    if (at >= active.to) return { kind: 'end', reason: 'elapsed', next: nextPeriod(plan, at) }
    if (!endsWhenGreen || !green()) return { kind: 'wait' }
    return { kind: 'end', reason: 'green', next: laterPeriod(plan, at) }
  }
  if (nextAt === null || nextAt > at) return { kind: 'wait' }
  const period = nextPeriod(plan, at)
  if (period === null) return { kind: 'end', reason: 'missed', next: null }
  return period.from <= at ? { kind: 'begin', period } : { kind: 'move', next: period }
}

/** How a check that is covered stands. `recent` is that of its verdict state. */
export type Covered = {
  readonly paused: boolean
  readonly recent: string
  readonly lastSlot: Slot | null
  readonly intervalMs: number
}

/**
 * All of them were up so many times in a row, after one of them was not: before the work has begun
 * all is green too, and a window that ended then would be no use. Slots that were missed are left
 * out, and paused checks do not count; of nothing nobody knows that it is well.
 */
export function isGreen(checks: readonly Covered[], since: EpochMs): boolean {
  const active = checks.filter(({ paused }) => !paused).map((check) => resultsSince(check, since))
  const isWell = active.every((results) => results.endsWith('u'.repeat(greenSuccesses)))
  return isWell && active.some((results) => /[^u]/.test(results))
}

function resultsSince({ recent, lastSlot, intervalMs }: Covered, since: EpochMs): string {
  if (lastSlot === null || lastSlot < since) return ''
  const slots = Math.floor((lastSlot - since) / intervalMs) + 1
  return recent.slice(-slots).replaceAll('-', '')
}
