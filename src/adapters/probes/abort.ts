type Stop = () => void
type Group = { readonly stops: (Stop | null)[]; readonly free: number[] }

const groups = new WeakMap<AbortSignal, Group>()

function groupOf(signal: AbortSignal): Group {
  const known = groups.get(signal)
  if (known) return known
  const group: Group = { stops: [], free: [] }
  groups.set(signal, group)
  signal.addEventListener('abort', () => {
    for (const stop of group.stops) stop?.()
  })
  return group
}

/**
 * Calls `stop` when the signal aborts, until the function it returns is called, which is to be done
 * once. All probes of a process share one signal for months, so what is removed must be gone: an
 * event listener or a member of a `Set` leaves a chain (removed listeners, outgrown tables) that V8
 * moves to its old generation, where it keeps all later garbage from being collected young. That
 * was a quarter of all that a probe allocates. Places in an array leave nothing.
 */
export function onAbort(signal: AbortSignal, stop: Stop): () => void {
  const { stops, free } = groupOf(signal)
  const place = free.pop() ?? stops.length
  stops[place] = stop
  return () => {
    stops[place] = null
    free.push(place)
  }
}
