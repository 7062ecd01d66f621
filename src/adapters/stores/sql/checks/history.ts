import type { Clock } from '../../../../kernel/index.ts'
import type { UptimeSummaries } from '../../../../modules/checks/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { createPace } from '../pace.ts'
import { fillRollups } from './rollups-fill.ts'
import { createUptimeSummaries } from './uptime-summaries.ts'

export type History = UptimeSummaries & {
  /**
   * Adds up a portion of the outcomes that are older than the roll-ups of this database.
   * @returns whether there may be more.
   */
  fillPortion(): Promise<boolean>
}

export function createHistory(driver: Driver, clock: Clock): History {
  const pace = createPace()
  return {
    ...createUptimeSummaries(driver, clock),
    async fillPortion() {
      const began = clock.monotonic()
      const { rows, more } = await driver.write(() => fillRollups(pace.rows()))
      pace.took(clock.monotonic() - began, rows)
      return more
    },
  }
}
