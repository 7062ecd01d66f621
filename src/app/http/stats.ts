import type { Route } from '../../kernel/index.ts'

export type RouteStats = {
  readonly method: string
  readonly path: string
  readonly status: string
  count: number
  seconds: number
}

/** Requests by route and class of status: as many entries as routes times five, whatever is asked. */
export function createHttpStats() {
  const entries = new Map<string, RouteStats>()
  return {
    answered(route: Pick<Route<unknown>, 'method' | 'path'>, status: number, ms: number): void {
      const kind = `${Math.floor(status / 100)}xx`
      const key = `${route.method} ${route.path} ${kind}`
      let entry = entries.get(key)
      if (entry === undefined) {
        entry = { method: route.method, path: route.path, status: kind, count: 0, seconds: 0 }
        entries.set(key, entry)
      }
      entry.count += 1
      entry.seconds += ms / 1_000
    },
    all: (): readonly RouteStats[] => [...entries.values()],
  }
}

export type HttpStats = ReturnType<typeof createHttpStats>
