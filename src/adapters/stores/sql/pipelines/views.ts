import type { Seq } from '../../../../kernel/index.ts'
import type { ProjectView, ProjectViews } from '../../../../modules/pipelines/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { all, chunks, marks, one, type Tx, type Value } from '../statement.ts'
import { type ProjectViewRow, toProjectView, viewColumns, viewTables } from './rows.ts'

export const createProjectViews = (driver: Driver): ProjectViews => ({
  all: () =>
    driver.read(function* () {
      const { value } = yield* one<{ value: number }>(
        'select value from journal_sequence where one = 1',
      )
      return { projects: yield* select('1 = 1'), seq: value as Seq }
    }),
  some: (ids) =>
    driver.read(function* () {
      const views: ProjectView[] = []
      for (const some of chunks(ids)) {
        views.push(...(yield* select(`p.id in (${marks(some.length)})`, ...some)))
      }
      return views
    }),
})

function* select(where: string, ...params: Value[]): Tx<readonly ProjectView[]> {
  const rows = yield* all<ProjectViewRow>(
    `select ${viewColumns} from ${viewTables} where ${where} order by p.id`,
    ...params,
  )
  return rows.map(toProjectView)
}
