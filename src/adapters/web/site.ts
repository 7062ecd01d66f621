import type { Clock, Logger } from '../../kernel/index.ts'
import type { OutcomeReader } from '../../modules/checks/index.ts'
import type { Identity } from '../../modules/identity/index.ts'
import type { Services } from '../../modules/services/index.ts'
import type { Assets } from './assets/index.ts'
import type { Board } from './board/index.ts'
import type { Fragments, Render } from './fragments/index.ts'
import type { Hub } from './live/index.ts'

/** What handlers work with: the rooms, and what this adapter made of them at start. */
export type Site = {
  readonly title: string
  readonly assets: Assets
  readonly render: Render
  readonly board: Board
  readonly fragments: Fragments
  readonly hub: Hub
  readonly services: Services
  readonly outcomes: OutcomeReader
  readonly identity: Identity
  readonly clock: Clock
  readonly log: Logger
}
