import { type RunStatus, runStatuses } from '../../../modules/pipelines/index.ts'

/** Which runs of a project are listed. */
export type RunsView = {
  /** All branches where it is empty. */
  readonly branch: string
  readonly status: RunStatus | null
  readonly page: number
}

/** Longer than git takes for a name. */
const longest = 300

/** Reads what `runsAt` wrote; what makes no sense is left out. */
export function runsViewOf(query: (name: string) => string | undefined): RunsView {
  const page = /^[1-9]\d{0,6}$/.exec(query('page') ?? '')
  return {
    branch: (query('branch') ?? '').trim().slice(0, longest),
    status: runStatuses.find((status) => status === query('status')) ?? null,
    page: page === null ? 1 : Number(page[0]),
  }
}

/** The address of such a list; what is usual is left out. */
export function runsAt(base: string, view: Partial<RunsView>): string {
  const { branch = '', status = null, page = 1 } = view
  const query = new URLSearchParams({
    ...(branch !== '' && { branch }),
    ...(status !== null && { status }),
    ...(page !== 1 && { page: String(page) }),
  }).toString()
  return query === '' ? base : `${base}?${query}`
}
