import { findingAroundContract } from './finding-around.contract.ts'
import { findingOrderContract } from './finding-order.contract.ts'
import { findingProjectsContract } from './finding-projects.contract.ts'
import { findingRunsContract } from './finding-runs.contract.ts'
import { findingStandingContract } from './finding-standing.contract.ts'
import type { Fresh } from './store-house.contract.ts'

/** What every `FindingStore`, with the `ProjectViews` on it, must do. */
export function findingStoreContract(fresh: Fresh): void {
  findingProjectsContract(fresh)
  findingRunsContract(fresh)
  findingStandingContract(fresh)
  findingAroundContract(fresh)
  findingOrderContract(fresh)
}
