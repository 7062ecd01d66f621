import type { IconName } from '../fragments/index.ts'
import type { PublicState } from './golden.ts'

/** Word, shape and colour of a state: each alone tells it. */
export const looks: Record<PublicState, { readonly word: string; readonly icon: IconName }> = {
  up: { word: 'Operational', icon: 'check' },
  degraded: { word: 'Degraded', icon: 'warning' },
  down: { word: 'Down', icon: 'down' },
  unknown: { word: 'No data', icon: 'unknown' },
  paused: { word: 'Paused', icon: 'paused' },
  maintenance: { word: 'Maintenance', icon: 'wrench' },
}
