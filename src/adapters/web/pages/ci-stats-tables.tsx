import type { Figures, ProjectFigures, Statistics } from '../../../modules/pipelines/index.ts'
import { amountText, plain, rateText } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { Lines } from './lines.tsx'
import { durationText } from './run-words.tsx'

type Titled = {
  /** A platform's name for people. */
  readonly titleOf: (platform: string) => string
}

const columns = ['Runs', 'Passed', 'Failed', 'Success rate', 'Average', 'p50', 'p95'] as const

const FigureCells = ({ figures }: { figures: Figures }) => (
  <>
    <td data-label="runs">{amountText(figures.total)}</td>
    <td data-label="passed">{amountText(figures.succeeded)}</td>
    <td data-label="failed">{amountText(figures.failed)}</td>
    <td data-label="success">{rateText(figures.successRate)}</td>
    <td class="took" data-label="average">
      {durationText(figures.averageMs)}
    </td>
    <td class="took" data-label="p50">
      {durationText(figures.p50Ms)}
    </td>
    <td class="took" data-label="p95">
      {durationText(figures.p95Ms)}
    </td>
  </>
)

type PlatformsProps = Titled & Pick<Statistics, 'platforms'>

export const Platforms = ({ platforms, titleOf }: PlatformsProps) => (
  <section class="panel" aria-labelledby="h-platforms">
    <header>
      <h2 id="h-platforms">Platforms</h2>
    </header>
    {platforms.length === 0 ? (
      <p class="note">Nothing ran in this time.</p>
    ) : (
      <Lines caption="Figures by platform" columns={['Platform', ...columns]} acts={false}>
        {platforms.map((figures) => (
          <tr>
            <th scope="row">
              <b>{titleOf(figures.platform)}</b>
            </th>
            <FigureCells figures={figures} />
          </tr>
        ))}
      </Lines>
    )}
  </section>
)

type ProjectsProps = Titled & {
  readonly title: string
  readonly of?: string
  readonly projects: readonly ProjectFigures[]
}

export const Projects = ({ title, of, projects, titleOf }: ProjectsProps) => {
  const id = `h-${title.toLowerCase().replaceAll(' ', '-')}`
  return (
    <section class="panel" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {of !== undefined && <small>{of}</small>}
      </header>
      {projects.length === 0 ? (
        <p class="note">No project is like that.</p>
      ) : (
        <Lines caption={title} columns={['Project', ...columns]} acts={false}>
          {projects.map((figures) => (
            <tr>
              <th scope="row">
                <b>
                  <a href={paths.project(figures.projectId)}>{plain(figures.fullName)}</a>
                </b>{' '}
                <small>{titleOf(figures.platform)}</small>
              </th>
              <FigureCells figures={figures} />
            </tr>
          ))}
        </Lines>
      )}
    </section>
  )
}
