import type { ProjectId, Seq } from '../../../kernel/index.ts'

type CiMarkProps = {
  /** Whose changes it tells of: those of all projects and connections, or of one project. */
  readonly of?: 'all' | ProjectId
  /** `board.markOf('ci' | id)`, taken when the page is sent: a change after that comes by the stream. */
  readonly at: Seq
}

/** The id of a mark: what panels of pipelines follow. */
export const ciMarkId = (of: 'all' | ProjectId): string => (of === 'all' ? 'ci-at' : `ci-${of}-at`)

/** Nothing to see: the stream moves it on, and panels that follow it ask for themselves again. */
export const CiMark = ({ of = 'all', at }: CiMarkProps) => (
  <span id={ciMarkId(of)} data-rev={at} hidden />
)
