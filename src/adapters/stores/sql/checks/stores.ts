import { type Clock, type Logger, Refusal } from '../../../../kernel/index.ts'
import type { OutcomeStore, Report, ScheduleStore } from '../../../../modules/checks/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { createGroup } from '../group.ts'
import { one } from '../statement.ts'
import { claimDue, nextClaimAt, releaseClaim } from './claim.ts'
import { record } from './record.ts'

export const createScheduleStore = (driver: Driver): ScheduleStore => ({
  async now() {
    const { now } = await driver.read(() => one<{ now: number }>('select pharos_now() as now'))
    return now
  },
  async highWater() {
    const { slot } = await driver.read(() =>
      one<{ slot: number }>('select high_water as slot from checks_clock where one = 1'),
    )
    return slot === 0 ? null : slot
  },
  async claim(request) {
    const nextAt = await driver.read(() => nextClaimAt(request.now))
    if (nextAt === null || nextAt > request.now) return { claims: [], missed: 0, nextAt }
    return driver.write(() => claimDue(request))
  },
  release: (claims) =>
    driver.write(function* () {
      for (const { check, slot } of claims) yield* releaseClaim(check.id, slot)
    }),
})

/** Outcomes wait this long for others, so that a busy minute costs few commits. */
const groupMs = 20
const groupMost = 200

export function createOutcomeStore(driver: Driver, clock: Clock, log: Logger): OutcomeStore {
  const commit = (reports: readonly Report[]): Promise<void> =>
    driver.write(() => record(reports, clock.now()))

  /** When a batch cannot be committed and the database is there, one of them is at fault: find it. */
  async function commitGroup(reports: readonly Report[]): Promise<void> {
    try {
      await commit(reports)
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unavailable') throw error
      log.error('a group of outcomes failed; storing them one by one', { error })
      for (const report of reports) {
        await commit([report]).catch((fault) => {
          if (fault instanceof Refusal && fault.code === 'unavailable') throw fault
          log.error('an outcome cannot be stored', { outcome: report.outcome, error: fault })
        })
      }
    }
  }

  return {
    accept: createGroup({ clock, maxItems: groupMost, maxWaitMs: groupMs, flush: commitGroup }),
  }
}
