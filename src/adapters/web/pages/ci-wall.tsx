import type { Seq } from '../../../kernel/index.ts'
import type { Freshness, ProjectView } from '../../../modules/pipelines/index.ts'
import {
  amountText,
  CiMark,
  ciMarkId,
  following,
  Icon,
  insert,
  type Markup,
  plain,
} from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { ciQueryText, needsLook, type ProjectList, phaseOf, phases } from '../projects/index.ts'
import { phaseLook } from './ci-filter.tsx'
import { ProjectState, RunAge } from './ci-row.tsx'

export type WallPanelProps = {
  readonly list: ProjectList
  readonly tile: (project: ProjectView) => Markup
  readonly chip: (project: ProjectView) => Markup
  readonly rev: number
  readonly everyMs: number
  /** Why what is shown is old; else empty. */
  readonly away: string
}

/** Tiles and chips that a screen has room for. */
const tilesMost = 24
const chipsMost = 400

type WallPageProps = { readonly panel: WallPanelProps; readonly mark: Seq }

/** All projects on a screen that hangs on a wall. */
export const WallPage = ({ panel, mark }: WallPageProps) => (
  <>
    <CiMark at={mark} />
    <h1 class="hidden">CI</h1>
    <WallPanel {...panel} />
  </>
)

/** What needs a look is big, and the rest is there. */
export const WallPanel = ({ list, tile, chip, rev, everyMs, away }: WallPanelProps) => {
  const projects = list.groups.flatMap((group) => group.projects)
  const tiles = projects.filter(needsLook).slice(0, tilesMost)
  const shown = new Set(tiles)
  const rest = projects.filter((project) => !shown.has(project))
  const hidden = list.total - tiles.length - Math.min(rest.length, chipsMost)
  const from = `${paths.partials.ciWall}${ciQueryText(list.query)}`
  return (
    <section
      id="p-ci-wall"
      class="ci-wall"
      aria-label="Projects"
      {...following({ follows: ciMarkId('all'), from, rev, everyMs })}
    >
      <Sum list={list} away={away} />
      <ul class="tiles">{insert(tiles.map(tile).join(''))}</ul>
      <ul class="chips">{insert(rest.slice(0, chipsMost).map(chip).join(''))}</ul>
      {hidden > 0 && <p>{`${amountText(hidden)} more`}</p>}
    </section>
  )
}

const Sum = ({ list, away }: Pick<WallPanelProps, 'list' | 'away'>) => (
  <p class="sum">
    {phases
      .filter((phase) => list.counts[phase] > 0)
      .map((phase) => (
        <span class={`s ${phaseLook[phase].tone}`}>
          <Icon name={phaseLook[phase].icon} />
          <b>{`${amountText(list.counts[phase])} ${phaseLook[phase].word.toLowerCase()}`}</b>
        </span>
      ))}
    {list.total === 0 && <span>No projects</span>}
    {away !== '' && <span class="away">{away}</span>}
  </p>
)

type TileProps = { readonly project: ProjectView; readonly freshness: Freshness }

export const WallTile = ({ project, freshness }: TileProps) => {
  const { id, fullName, latest } = project
  return (
    <li class={`tile ${phaseOf(project)}`} data-fresh={freshness}>
      <ProjectState project={project} freshness={freshness} />
      <a href={paths.project(id)}>{plain(fullName)}</a>
      {latest !== null && (
        <small>
          {[latest.branch, latest.author].map((text) => text !== null && `${plain(text)} · `)}
          <RunAge run={latest} />
        </small>
      )}
    </li>
  )
}

export const WallChip = ({ project, freshness }: TileProps) => {
  const phase = phaseOf(project)
  const isUnread = freshness === 'loading' || freshness === 'error'
  return (
    <li data-fresh={freshness}>
      <a
        class={`s ${isUnread ? 'unknown' : phaseLook[phase].tone}`}
        href={paths.project(project.id)}
      >
        <Icon name={isUnread ? 'clock' : phaseLook[phase].icon} />
        <span>
          {plain(project.name)}
          <span class="hidden">{`, ${isUnread ? 'not read' : phaseLook[phase].word.toLowerCase()}`}</span>
        </span>
      </a>
    </li>
  )
}
