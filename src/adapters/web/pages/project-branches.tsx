import type { Page, ProjectId } from '../../../kernel/index.ts'
import type { Branch, Freshness } from '../../../modules/pipelines/index.ts'
import { Age, ciMarkId, following, plain, RunState } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { Lines } from './lines.tsx'
import { Pager } from './pager.tsx'
import { Commit } from './run-words.tsx'
import { runsAt } from './runs-view.ts'

export type BranchesProps = {
  readonly id: ProjectId
  readonly rev: number
  /** Whether an empty list is the truth. */
  readonly freshness: Freshness
  /** The default one first; `null` while the store is away. */
  readonly branches: Page<Branch> | null
}

const pageAt = (base: string, page: number): string =>
  page === 1 ? base : `${base}?branches=${page}`

/** Branches with the latest run of each. */
export const BranchesPanel = ({ id, rev, freshness, branches }: BranchesProps) => {
  const from = pageAt(paths.partials.project(id, 'branches'), branches?.page ?? 1)
  return (
    <section
      id={`ci-${id}-branches`}
      class="panel"
      aria-labelledby="h-branches"
      {...following({ follows: ciMarkId(id), from, rev })}
    >
      <header>
        <h2 id="h-branches">Branches</h2>
        <small>with the latest run of each</small>
      </header>
      {branches === null ? (
        <p class="note">The branches cannot be read now. They come back by themselves.</p>
      ) : (
        <Branches id={id} freshness={freshness} branches={branches} />
      )}
    </section>
  )
}

type ListProps = Pick<BranchesProps, 'id' | 'freshness'> & { readonly branches: Page<Branch> }

const Branches = ({ id, freshness, branches }: ListProps) => {
  if (branches.total === 0) {
    return <p class="note">{freshness === 'fresh' ? 'It has no branch.' : 'Not read yet.'}</p>
  }
  return (
    <>
      <Lines
        caption="Branches, the default one first"
        columns={['Branch', 'Latest run', 'Commit', 'Committed']}
        acts={false}
      >
        {branches.items.map((branch) => (
          <BranchRow branch={branch} />
        ))}
      </Lines>
      <Pager
        page={branches}
        noun="branches"
        to={(page) => `${pageAt(paths.project(id), page)}#h-branches`}
      />
    </>
  )
}

const BranchRow = ({ branch }: { branch: Branch }) => {
  const { projectId, name, isDefault, latest, committedAt } = branch
  return (
    <tr>
      <th scope="row">
        <b>
          <a href={`${runsAt(paths.project(projectId), { branch: name })}#h-runs`}>{plain(name)}</a>
        </b>
        {isDefault && <span class="mark">default</span>}
      </th>
      <td>
        {latest === null ? (
          <span class="none">no run</span>
        ) : (
          <a class="plain" href={paths.run(latest.id)}>
            <RunState status={latest.status} />
          </a>
        )}
      </td>
      <td>
        <Commit {...branch} />
      </td>
      <td>{committedAt === null ? <span class="none">–</span> : <Age at={committedAt} />}</td>
    </tr>
  )
}
