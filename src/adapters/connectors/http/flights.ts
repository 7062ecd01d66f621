import { type Ask, type Priority, priorities } from '../../../modules/pipelines/index.ts'
import { aborted } from './faults.ts'

/** What a call that several wait for knows of them. */
export type Passengers = {
  /** The most urgent of those that wait now. */
  priority(): Priority
  /** Aborts when nobody waits any more. */
  readonly signal: AbortSignal
}

export type Flights<Value> = {
  /** Joins the call of that key, or starts it. Who gives up only frees itself. */
  join(key: string, ask: Ask, start: (passengers: Passengers) => Promise<Value>): Promise<Value>
  /** Ends all that is on its way. */
  abort(): void
}

type Flight<Value> = {
  readonly asks: Set<Ask>
  readonly controller: AbortController
  readonly landing: Promise<Value>
}

/** Of those who want the same at the same time, one asks. */
export function createFlights<Value>(): Flights<Value> {
  const flights = new Map<string, Flight<Value>>()

  function forget(key: string, flight: Flight<Value>): void {
    if (flights.get(key) === flight) flights.delete(key)
  }

  function depart(
    key: string,
    first: Ask,
    start: (passengers: Passengers) => Promise<Value>,
  ): Flight<Value> {
    const asks = new Set<Ask>()
    const controller = new AbortController()
    const priority = () => mostUrgent([...asks].map((ask) => ask.priority)) ?? first.priority
    const landing = start({ priority, signal: controller.signal })
    const flight = { asks, controller, landing }
    flights.set(key, flight)
    const over = () => forget(key, flight)
    landing.then(over, over)
    return flight
  }

  return {
    join(key, ask, start) {
      if (ask.signal.aborted) return Promise.reject(aborted())
      const flight = flights.get(key) ?? depart(key, ask, start)
      // Each has a place of its own, even where two bring the same ask.
      const mine = { ...ask }
      flight.asks.add(mine)
      return new Promise<Value>((resolve, reject) => {
        const leave = () => {
          flight.asks.delete(mine)
          reject(aborted())
          if (flight.asks.size > 0) return
          forget(key, flight)
          flight.controller.abort()
        }
        const stay = () => ask.signal.removeEventListener('abort', leave)
        ask.signal.addEventListener('abort', leave, { once: true })
        flight.landing.finally(stay).then(resolve, reject)
      })
    },
    abort() {
      for (const { controller } of flights.values()) controller.abort()
    },
  }
}

const mostUrgent = (of: readonly Priority[]): Priority | undefined =>
  priorities.find((one) => of.includes(one))
