import type { ServiceId } from '../../../kernel/index.ts'
import type { OutcomeRecord } from '../../../modules/checks/index.ts'
import { following, headId, OutcomesTable } from '../fragments/index.ts'
import { paths } from '../paths.ts'

export type LatestProps = {
  readonly id: ServiceId
  readonly rev: number
  /** `null` while the store is away: the rest of the page does not wait for it. */
  readonly outcomes: readonly OutcomeRecord[] | null
}

/** What the latest checks found. */
export const LatestPanel = ({ id, rev, outcomes }: LatestProps) => (
  <section
    id={`svc-${id}-latest`}
    class="panel"
    aria-labelledby="h-outcomes"
    {...following({ follows: headId(id), from: paths.partials.outcomes(id), rev })}
  >
    <header>
      <h2 id="h-outcomes">Latest checks</h2>
      <a href={paths.checksOf(id)}>All checks</a>
    </header>
    {outcomes === null ? (
      <p class="note">The checks cannot be read now. They come back by themselves.</p>
    ) : (
      <OutcomesTable
        outcomes={outcomes}
        caption="Latest checks, newest first"
        none="Not checked yet."
      />
    )}
  </section>
)
