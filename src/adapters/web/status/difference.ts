import type { PublicService, Snapshot } from './golden.ts'

/**
 * How much two snapshots differ. `state`: somebody waits for it. `figures`: strips and shares, which
 * move with every check and may come together.
 */
export type Difference = 'none' | 'figures' | 'state'

export function differenceOf(a: Snapshot, b: Snapshot): Difference {
  if (!sameStates(a, b)) return 'state'
  return a.services.every((service, i) => sameFigures(service, b.services[i])) ? 'none' : 'figures'
}

const sameStates = (a: Snapshot, b: Snapshot): boolean =>
  a.title === b.title &&
  a.stale === b.stale &&
  a.changes === b.changes &&
  a.services.length === b.services.length &&
  a.services.every((service, i) => sameState(service, b.services[i])) &&
  JSON.stringify(a.windows) === JSON.stringify(b.windows)

const sameState = (a: PublicService, b: PublicService | undefined): boolean =>
  b !== undefined &&
  a.id === b.id &&
  a.state === b.state &&
  a.since === b.since &&
  a.name === b.name &&
  a.group === b.group

const sameFigures = (a: PublicService, b: PublicService | undefined): boolean =>
  a.recent === b?.recent && a.uptime === b.uptime
