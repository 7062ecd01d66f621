import type { Child } from 'hono/jsx'
import type { EpochMs } from '../../../kernel/index.ts'
import type { Freshness, ProjectView } from '../../../modules/pipelines/index.ts'
import { Age, Icon } from '../fragments/index.ts'
import { TroubleText } from './trouble.tsx'

type FreshnessProps = {
  readonly project: ProjectView
  readonly freshness: Freshness
  readonly now: EpochMs
}

/** Whether what is shown of a project is the truth, where that is not plain. */
export const FreshnessNote = ({ project, freshness, now }: FreshnessProps) => {
  const { trouble, refreshedAt, listed } = project
  if (freshness === 'loading') {
    return (
      <p class="stale-note">
        <Icon name="clock" />
        <span>Loading: its history is read for the first time.</span>
      </p>
    )
  }
  if (!listed) {
    return (
      <Warning>
        It is not in the platform’s list any more. What is here was read before that.
      </Warning>
    )
  }
  if (trouble !== null) {
    return (
      <Warning>
        {freshness === 'error' ? 'Nothing could be read. ' : <Since at={refreshedAt} />}
        <TroubleText trouble={trouble} now={now} />
      </Warning>
    )
  }
  if (freshness !== 'stale') return null
  return (
    <Warning>
      <Since at={refreshedAt} />
      It was not looked at since.
    </Warning>
  )
}

const Since = ({ at }: { at: EpochMs | null }) =>
  at === null ? (
    <>What is here may be old. </>
  ) : (
    <>
      This is how it was <Age at={at} />.{' '}
    </>
  )

const Warning = ({ children }: { children?: Child }) => (
  <p class="stale-note">
    <Icon name="warning" />
    <span>{children}</span>
  </p>
)
