import { parseId, type ServiceId } from '../../../kernel/index.ts'

/** What a tab shows, and so what its stream carries. */
export type Topics = {
  /** The same for tabs that show the same: their frames are shared. */
  readonly key: string
  /** Counts and banner. */
  readonly health: boolean
  /** Every row, new ones too. */
  readonly list: boolean
  /** These rows only: of a list too long for one page. */
  readonly rows: ReadonlySet<ServiceId>
  /** The service whose own page or form it is. */
  readonly detail: ServiceId | null
}

const longest = 4_096
const most = 500

/** Reads `health,svc`, `health,svc:1.2.3` or `health,one:12`. What it does not know it leaves out. */
export function parseTopics(text: string | undefined): Topics {
  const words = (text ?? 'health,svc').slice(0, longest).split(',')
  const valuesOf = (name: string): string[] =>
    words.flatMap((word) =>
      word.startsWith(`${name}:`) ? word.slice(name.length + 1).split('.') : [],
    )
  const rows = new Set(
    valuesOf('svc')
      .slice(0, most)
      .flatMap((id) => parseId<ServiceId>(id) ?? []),
  )
  const detail = parseId<ServiceId>(valuesOf('one')[0] ?? '')
  const health = words.includes('health')
  const list = words.includes('svc')
  return { key: topicsText({ health, list, rows, detail }), health, list, rows, detail }
}

/** Writes topics as `parseTopics` reads them. */
export function topicsText(topics: Partial<Omit<Topics, 'key'>>): string {
  const { health = false, list = false, rows, detail = null } = topics
  return [
    ...(health ? ['health'] : []),
    ...(list ? ['svc'] : []),
    ...(rows !== undefined && rows.size > 0 ? [`svc:${[...rows].join('.')}`] : []),
    ...(detail === null ? [] : [`one:${detail}`]),
  ].join(',')
}
