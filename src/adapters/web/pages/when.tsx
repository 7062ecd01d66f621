import { type EpochMs, rfc3339Seconds } from '../../../kernel/index.ts'
import { momentText } from '../fragments/index.ts'

/** A moment to the minute: also one that lies ahead. */
export const When = ({ at }: { at: EpochMs }) => (
  <time datetime={rfc3339Seconds(at)}>{momentText(at)}</time>
)

/** A moment to the second, for what is looked up afterwards. */
export const Stamp = ({ at }: { at: EpochMs }) => {
  const datetime = rfc3339Seconds(at)
  return <time datetime={datetime}>{datetime.replace('T', ' ').replace('Z', ' UTC')}</time>
}
