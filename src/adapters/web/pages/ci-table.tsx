import type { ProjectView } from '../../../modules/pipelines/index.ts'
import { hx, insert, type Markup } from '../fragments/index.ts'

type ProjectTableProps = {
  readonly projects: readonly ProjectView[]
  readonly row: (project: ProjectView) => Markup
  readonly caption: string
}

/** Projects as rows, drawn before. */
export const ProjectTable = ({ projects, row, caption }: ProjectTableProps) => (
  <table class="projects">
    <caption class="hidden">{caption}</caption>
    <thead>
      <tr>
        <th scope="col" class="c-status">
          Status
        </th>
        <th scope="col" class="c-name">
          Project
        </th>
        <th scope="col" class="c-commit">
          Commit
        </th>
        <th scope="col" class="c-runs">
          Last runs
        </th>
        <th scope="col" class="c-time">
          Duration
        </th>
        <th scope="col" class="c-age">
          Run
        </th>
        <th scope="col" class="c-acts">
          <span class="hidden">On the platform</span>
        </th>
      </tr>
    </thead>
    <tbody {...hx({ 'hx-ignore': true })}>{insert(projects.map(row).join(''))}</tbody>
  </table>
)
