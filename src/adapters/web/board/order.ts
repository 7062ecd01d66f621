import type { Seq, ServiceId } from '../../../kernel/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import type { Board } from './board.ts'
import type { Formers } from './past.ts'
import type { Era } from './shelf.ts'

type Named = { readonly id: ServiceId; readonly name: string }

type Kept = { readonly edition: number; readonly point: Seq; readonly named: readonly Named[] }

const byText = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

const byName = (a: Named, b: Named): number => byText.compare(a.name, b.name) || a.id - b.id

/** Above this a new sort is cheaper than putting every name into its place. */
const movesMost = 200

const kept = new WeakMap<Era, Kept>()

/**
 * All users' services by name. To sort ten thousand names takes 50 ms, so the order is kept, and a
 * name that comes, goes or changes is put into its place.
 */
export function namesOf(board: Board): readonly Named[] {
  const known = kept.get(board.era())
  if (known?.edition === board.edition()) return known.named
  const formers = known && board.since(known.point).formers
  const named =
    known && formers && formers.size <= movesMost
      ? replaced(known.named, { board, formers })
      : sorted(board)
  kept.set(board.era(), { edition: board.edition(), point: board.seq(), named })
  return named
}

const nameOf = ({ id, name }: Service): Named => ({ id, name })

const sorted = (board: Board): Named[] =>
  [...board.entries()]
    .flatMap(({ service }) => (service.system ? [] : [nameOf(service)]))
    .sort(byName)

function replaced(
  known: readonly Named[],
  { board, formers }: { readonly board: Board; readonly formers: Formers },
): Named[] {
  const named = [...known]
  for (const former of formers.values()) {
    if (former !== null && !former.system) named.splice(placeOf(former, named), 1)
  }
  for (const id of formers.keys()) {
    const service = board.entry(id)?.service
    if (service === undefined || service.system) continue
    named.splice(placeOf(service, named), 0, nameOf(service))
  }
  return named
}

/** Where it is, or would be. */
function placeOf(service: Named, among: readonly Named[]): number {
  let from = 0
  let to = among.length
  while (from < to) {
    const middle = (from + to) >>> 1
    const there = among[middle]
    if (there !== undefined && byName(there, service) < 0) from = middle + 1
    else to = middle
  }
  return from
}
