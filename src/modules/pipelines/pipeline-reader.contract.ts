import type { RollupStore } from './ports.ts'
import { insightsContract } from './reader-insights.contract.ts'
import { readerListsContract } from './reader-lists.contract.ts'
import { readerRunContract } from './reader-run.contract.ts'
import type { House } from './store-house.contract.ts'

/** The stores of the room, with what adds up runs. */
export type ReaderHouse = House & { readonly pipelines: RollupStore }

export type FreshReader = () => Promise<{ open(): Promise<ReaderHouse> }>

/** What every `PipelineReader` must do. What it adds up is held against the runs where they are stored. */
export function pipelineReaderContract(fresh: FreshReader): void {
  readerListsContract(fresh)
  readerRunContract(fresh)
  insightsContract(fresh)
}
