import type { ServiceId } from '../../../kernel/index.ts'
import type { Service } from '../../../modules/services/index.ts'
import type { Board } from '../board/index.ts'

/** Which services are public, in the order of the list. */
export type Published = {
  readonly list: readonly { readonly id: ServiceId; readonly group: string }[]
  readonly ids: ReadonlySet<ServiceId>
}

type Kept = { readonly era: object; readonly point: number; readonly published: Published }

type Ranked = {
  readonly id: ServiceId
  readonly group: string
  readonly place: number
  readonly key: string
}

/** The first public tag that a service has. Pharos itself is nobody's business. */
function placeOf({ tags, system }: Service, publicTags: readonly string[]): number {
  return system ? -1 : publicTags.findIndex((tag) => tags.includes(tag))
}

function ranked(board: Board, publicTags: readonly string[]): Ranked[] {
  const found: Ranked[] = []
  for (const { service } of board.entries()) {
    const place = placeOf(service, publicTags)
    const group = publicTags[place]
    if (group === undefined) continue
    found.push({ id: service.id, group, place, key: service.name.toLowerCase() })
  }
  return found.sort((a, b) => a.place - b.place || (a.key < b.key ? -1 : 1) || a.id - b.id)
}

/**
 * The services with one of these tags: by tag in the order of the configuration, then by name. Kept
 * until a service comes, goes, or changes what lists go by: most changes of a board are none of these.
 */
export function createPublished(board: Board, publicTags: readonly string[]) {
  let kept: Kept | null = null
  return (): Published => {
    const era = board.era()
    const isFresh = kept !== null && kept.era === era && board.turnedAt() <= kept.point
    if (kept === null || !isFresh) {
      const list = ranked(board, publicTags).map(({ id, group }) => ({ id, group }))
      const published = { list, ids: new Set(list.map(({ id }) => id)) }
      kept = { era, point: board.seq(), published }
    }
    return kept.published
  }
}
