import type { EpochMs } from '../../../kernel/index.ts'
import type { FaultKind, Trouble } from '../../../modules/pipelines/index.ts'
import { plain } from '../fragments/index.ts'
import { When } from './when.tsx'

/** Why a platform did not give what it was asked for, for people. */
export const faultWords: Readonly<Record<FaultKind, string>> = {
  unauthorized: 'The token is not accepted',
  forbidden: 'The token may not do this',
  disabled: 'CI is switched off there',
  not_found: 'It is not there any more',
  rate_limited: 'The limit of the platform is reached',
  unavailable: 'The platform does not answer',
  malformed: 'The answer of the platform was not understood',
  foreign_host: 'The platform led to another host, where nothing is asked',
  misconfigured: 'A setting of the connection cannot work',
  aborted: 'It was broken off',
}

/** What went wrong and when it is tried again. */
export const TroubleText = ({ trouble, now }: { trouble: Trouble; now: EpochMs }) => (
  <>
    {faultWords[trouble.kind]}: {plain(trouble.message)}. <Again trouble={trouble} now={now} />
  </>
)

const Again = ({ trouble: { retryAt }, now }: { trouble: Trouble; now: EpochMs }) => {
  if (retryAt === null) return <>It is tried again with the next look.</>
  if (retryAt <= now) return <>It is tried again soon.</>
  return (
    <>
      It is tried again at <When at={retryAt} />.
    </>
  )
}
