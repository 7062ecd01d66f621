import { type Freshness, freshnessOf, type ProjectView } from '../../../modules/pipelines/index.ts'
import { clockText, kept, type Markup } from '../fragments/index.ts'
import type { HttpContext } from '../http.ts'
import type { CiPanelProps } from '../pages/ci.tsx'
import type { CiOverviewProps } from '../pages/ci-overview.tsx'
import { ProjectRow } from '../pages/ci-row.tsx'
import { WallChip, type WallPanelProps, WallTile } from '../pages/ci-wall.tsx'
import {
  allProjects,
  type Choices,
  choicesOf,
  isShown,
  listProjects,
  needsLook,
  type Projects,
  parseCiQuery,
} from '../projects/index.ts'
import type { Site } from '../site.ts'
import { eyesOf } from './common.ts'
import { unlessAway } from './part.ts'

/** The overview shows what failed and what goes on, up to here. */
const worstMost = 5
/** The overview waits no longer for the store than that; it has other things to say. */
const patienceMs = 300

export type CiPanels = ReturnType<typeof createCiPanels>

/** What the panels with all projects show. Rows are drawn once a change, whoever looks at them. */
export function createCiPanels(site: Site) {
  const { render, board, clock, staleMs: everyMs } = site
  const titles = new Map(site.platformForms.map(({ type, title }) => [type, title]))
  const titleOf = (platform: string): string => titles.get(platform) ?? platform
  const row = kept<ProjectView, Freshness>((project, freshness) => {
    const platform = titleOf(project.platform)
    return render(<ProjectRow project={project} freshness={freshness} platform={platform} />)
  })
  const tile = kept<ProjectView, Freshness>((project, freshness) =>
    render(<WallTile project={project} freshness={freshness} />),
  )
  const chip = kept<ProjectView, Freshness>((project, freshness) =>
    render(<WallChip project={project} freshness={freshness} />),
  )

  function now(draw: (project: ProjectView, freshness: Freshness) => Markup) {
    const at = clock.now()
    return (project: ProjectView) => draw(project, freshnessOf(project, everyMs, at))
  }

  const anyConnection = createMemory(
    () => board.markOf('ci'),
    async () => ((await unlessAway(site.connections.list()))?.length ?? 0) > 0,
  )

  return {
    titleOf,

    async list(c: HttpContext): Promise<{ panel: CiPanelProps; choices: Choices }> {
      const read = await unlessAway(site.projects.present())
      const projects = read?.projects ?? []
      const isEmpty = projects.length === 0
      const asked = read !== null && isEmpty
      const panel = {
        list: listProjects(projects, queryOf(c)),
        row: now(row),
        rev: revOf(read),
        everyMs,
        eyes: eyesOf(c),
        connections: asked ? await unlessAway(site.connections.list()) : null,
        isEmpty,
        away: awayText(read, site),
      }
      return { panel, choices: choicesOf(projects) }
    },

    async wall(c: HttpContext): Promise<WallPanelProps> {
      const read = await unlessAway(site.projects.present())
      const list = listProjects(read?.projects ?? [], { ...queryOf(c), group: 'none' })
      const drawn = { tile: now(tile), chip: now(chip) }
      return { ...drawn, list, rev: revOf(read), everyMs, away: awayText(read, site) }
    },

    async overview(): Promise<CiOverviewProps> {
      const read = await projectsSoon(site)
      const shown = read?.projects.filter(isShown) ?? []
      const isThere = shown.length > 0 || (read !== null && (await anyConnection()))
      const { counts, groups } = listProjects(shown, allProjects, worstMost)
      const [{ projects } = { projects: [] }] = groups
      const worst = projects.filter((project) => needsLook(project) || project.active)
      return { counts: isThere ? counts : null, worst, row: now(row), rev: revOf(read), everyMs }
    },
  }
}

const queryOf = (c: HttpContext) => parseCiQuery((name) => c.req.query(name))

/** What could not be read is behind whatever it follows, so it is asked for again. */
const revOf = (read: Projects | null): number => (read === null || read.away ? 0 : read.seq)

function awayText(read: Projects | null, { board }: Pick<Site, 'board'>): string {
  if (read?.away !== true) return ''
  const since = board.stale()?.since
  const from = since === undefined ? 'Old data' : `Data from ${clockText(since)}`
  return `${from}: the database cannot be reached`
}

/** All projects, up to date where the store answers soon; else those that are known. */
export async function projectsSoon({ projects, clock }: Pick<Site, 'projects' | 'clock'>) {
  const answered = new AbortController()
  const patience = clock.sleep(patienceMs, answered.signal).then(() => projects.known())
  try {
    return await Promise.race([unlessAway(projects.present()), patience])
  } finally {
    answered.abort()
  }
}

/** Asks again only when something has changed. */
function createMemory<Value>(markNow: () => number, ask: () => Promise<Value>) {
  let known: { readonly at: number; readonly value: Value } | null = null
  return async (): Promise<Value> => {
    const at = markNow()
    if (known?.at !== at) known = { at, value: await ask() }
    return known.value
  }
}
