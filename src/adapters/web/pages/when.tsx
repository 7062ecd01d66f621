import { type EpochMs, rfc3339Seconds } from '../../../kernel/index.ts'

/** A moment to the minute, for people, in UTC: also one that lies ahead. */
const momentText = (at: EpochMs): string =>
  `${rfc3339Seconds(at).slice(0, 16).replace('T', ' ')} UTC`

export const When = ({ at }: { at: EpochMs }) => (
  <time datetime={rfc3339Seconds(at)}>{momentText(at)}</time>
)

/** A moment to the second, for what is looked up afterwards. */
export const Stamp = ({ at }: { at: EpochMs }) => {
  const datetime = rfc3339Seconds(at)
  return <time datetime={datetime}>{datetime.replace('T', ' ').replace('Z', ' UTC')}</time>
}
