/** What the receiver of bench/notify.ts may be asked. Each question is answered once it is done. */
export type Question =
  /** Waits for that many requests, though not for ever. */
  | { readonly do: 'wait'; readonly count: number }
  /** Says what came, and forgets it. */
  | { readonly do: 'take' }

/** A message at the receiver: its name, and when the last byte of it came. */
export type Arrival = { readonly nid: string; readonly at: number }

/** A load: each channel has messages of some services, and as many of each, its turns. */
export type Load = {
  readonly channels: number
  readonly services: number
  readonly turns: number
}

/** Which message it is, so that the receiver's list alone tells what is lost, doubled or out of order. */
export type Place = { readonly channel: number; readonly service: number; readonly turn: number }

/** Milliseconds by a clock that all processes of the machine share, and that nobody sets. */
export const sharedNow = (): number => Number(process.hrtime.bigint()) / 1e6

export const sizeOf = ({ channels, services, turns }: Load): number => channels * services * turns

/** Every message of a load, in the order in which a journal would tell them: turn by turn. */
export function* placesOf({ channels, services, turns }: Load): Generator<Place> {
  for (let turn = 1; turn <= turns; turn++) {
    for (let service = 1; service <= services; service++) {
      for (let channel = 1; channel <= channels; channel++) yield { channel, service, turn }
    }
  }
}

export const nidOf = ({ channel, service, turn }: Place): string =>
  `channel-${channel}-service-${service}-turn-${turn}`

/** Throws unless each message came exactly once, and those of a service of a channel in their order. */
export function checkArrivals(load: Load, arrivals: readonly Arrival[]): void {
  const ranks = new Map<string, number>()
  for (const { nid } of arrivals) {
    if (ranks.has(nid)) throw new Error(`${nid} came twice`)
    ranks.set(nid, ranks.size)
  }
  for (const place of placesOf(load)) {
    const rank = ranks.get(nidOf(place))
    if (rank === undefined) throw new Error(`${nidOf(place)} did not come`)
    const before = ranks.get(nidOf({ ...place, turn: place.turn - 1 })) ?? -1
    if (before > rank) throw new Error(`${nidOf(place)} overtook the one before it`)
  }
  if (ranks.size !== sizeOf(load)) throw new Error('messages came that nobody wrote')
}
