import type { ServerResponse } from 'node:http'
import type { Clock } from '../../../kernel/index.ts'
import { frame } from '../live/index.ts'
import type { Message } from './show.tsx'

export type StreamsOptions = {
  readonly clock: Clock
  /** Streams of the public page that this process serves at once, and to one address. */
  readonly most?: number
  readonly mostOfAddress?: number
}

export type Streams = {
  /** @returns how to give the seat back, or `null` when there is none: that page asks by itself. */
  admit(address: string): (() => void) | null
  /** @param since the edition that the page shows. */
  open(outgoing: ServerResponse, since: string, leave: () => void): void
  /** Says to everybody what is shown now. */
  say(message: Message): void
  size(): number
  /** Works until the signal aborts, then says good-bye. */
  follow(signal: AbortSignal): Promise<void>
}

type Tab = { readonly outgoing: ServerResponse; edition: string; fullSince: number | null }

const beatMs = 10_000
/** A tab that takes nothing for this long is cut. It comes back, or asks. */
const patienceMs = 20_000
/** Tabs come back soon after a restart. In milliseconds. */
const comeBackMs = 2_000

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const drain = bytes(frame({ event: 'drain', retry: comeBackMs, data: '{}' }))

/**
 * Streams of the public page, apart from those of the app: strangers take no seat of a user's. A tab
 * is the name of what it shows; whoever is slow gets the whole when it can take it.
 */
export function createStreams({
  clock,
  most = 1_000,
  mostOfAddress = 50,
}: StreamsOptions): Streams {
  const tabs = new Set<Tab>()
  const seats = new Map<string, number>()
  let taken = 0
  let closed = false
  let now: Message | null = null

  function bring(tab: Tab): void {
    if (now === null || tab.edition === now.edition || tab.outgoing.writableEnded) return
    if (tab.outgoing.writableNeedDrain) return
    const { step, whole, edition } = now
    const lacks = step?.from === tab.edition ? step.bytes : whole
    tab.edition = edition
    if (!tab.outgoing.write(lacks)) tab.fullSince = clock.monotonic()
  }

  function beat(): void {
    const message = bytes(frame({ event: 'hb', data: JSON.stringify({ t: clock.now() }) }))
    for (const { outgoing, fullSince } of tabs) {
      if (fullSince === null) outgoing.write(message)
      else if (clock.monotonic() - fullSince > patienceMs) outgoing.destroy()
    }
  }

  return {
    size: () => tabs.size,
    admit(address) {
      const own = seats.get(address) ?? 0
      if (closed || taken >= most || own >= mostOfAddress) return null
      seats.set(address, own + 1)
      taken += 1
      let held = true
      return () => {
        if (!held) return
        held = false
        taken -= 1
        const left = (seats.get(address) ?? 1) - 1
        if (left === 0) seats.delete(address)
        else seats.set(address, left)
      }
    },
    open(outgoing, since, leave) {
      const tab: Tab = { outgoing, edition: since, fullSince: null }
      tabs.add(tab)
      outgoing.on('drain', () => {
        tab.fullSince = null
        bring(tab)
      })
      // A tab that vanishes while something is written is no fault of ours; `close` follows.
      outgoing.on('error', () => {})
      outgoing.on('close', () => {
        tabs.delete(tab)
        leave()
      })
      // The head alone is kept back by some that stand in between.
      outgoing.write(bytes(frame({ event: 'hb', data: JSON.stringify({ t: clock.now() }) })))
      bring(tab)
    },
    say(message) {
      now = message
      for (const tab of tabs) bring(tab)
    },
    async follow(signal) {
      while (!signal.aborted) {
        await clock.sleep(beatMs, signal)
        if (!signal.aborted) beat()
      }
      closed = true
      for (const { outgoing } of tabs) outgoing.end(drain)
    },
  }
}
