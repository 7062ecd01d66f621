import type { EpochMs, ServiceId } from '../../../kernel/index.ts'
import type { Ping, Signal } from '../../../modules/checks/index.ts'
import { Age, following, headId, hx, Icon, plain, spanText } from '../fragments/index.ts'
import { paths } from '../paths.ts'
import { Stamp } from './when.tsx'

export type HeartbeatProps = {
  readonly id: ServiceId
  readonly rev: number
  /** What the job calls; `null` for eyes that may not see the secret, or where it cannot be shown. */
  readonly address: string | null
  /** When a success is expected, in words. */
  readonly schedule: string | null
  /** When the next one is due, and until when it may come. */
  readonly due: { readonly at: EpochMs; readonly until: EpochMs } | null
  readonly runningSince: EpochMs | null
  /** Newest first; `null` while the store is away. */
  readonly pings: readonly Ping[] | null
}

/** How a job reports, and what it said. */
export const HeartbeatPanel = (props: HeartbeatProps) => {
  const { id, rev, address, pings } = props
  return (
    <section
      id={`svc-${id}-heartbeat`}
      class="panel"
      aria-labelledby="h-heartbeat"
      {...following({ follows: headId(id), from: paths.partials.heartbeat(id), rev })}
    >
      <header>
        <h2 id="h-heartbeat">Heartbeat</h2>
      </header>
      {address !== null && <Address id={id} address={address} />}
      <Schedule {...props} />
      {pings === null ? (
        <p class="note">The signals cannot be read now. They come back by themselves.</p>
      ) : (
        <Pings pings={pings} />
      )}
    </section>
  )
}

/** A field, because a click into it and two keys copy it, without a script too. */
const Address = ({ id, address }: { id: ServiceId; address: string }) => (
  <div class="secret" {...hx({ 'hx-morph-skip': true })}>
    <label for={`address-${id}`}>
      <b>The job calls this address when it is done. Whoever knows it can report for the job.</b>
    </label>
    <input id={`address-${id}`} readonly value={address} />
    <label for={`command-${id}`}>
      The last line of a script, which tells how the line before it ended:
    </label>
    <input
      id={`command-${id}`}
      readonly
      value={`curl -fsS -m 10 --retry 5 -o /dev/null ${address}/$?`}
    />
    <small>
      With <code>/start</code> at its end the address says that a run begins, with{' '}
      <code>/fail</code> that it failed. A body of text is kept beside the signal.
    </small>
  </div>
)

const Schedule = ({ schedule, due, runningSince }: HeartbeatProps) => (
  <dl class="facts note">
    <div>
      <dt>Expected</dt>
      <dd>{schedule === null ? 'no schedule' : plain(schedule)}</dd>
    </div>
    {due !== null && (
      <div>
        <dt>Next by</dt>
        <dd>
          <Stamp at={due.at} />
        </dd>
      </div>
    )}
    {due !== null && (
      <div>
        <dt>Late after</dt>
        <dd>
          <Stamp at={due.until} />
        </dd>
      </div>
    )}
    {runningSince !== null && (
      <div>
        <dt>Running since</dt>
        <dd>
          <Stamp at={runningSince} />
        </dd>
      </div>
    )}
  </dl>
)

const Pings = ({ pings }: { pings: readonly Ping[] }) => (
  <table class="outcomes">
    <caption class="hidden">Latest signals, newest first</caption>
    <thead>
      <tr>
        <th scope="col" class="c-age">
          Received
        </th>
        <th scope="col" class="c-status">
          Signal
        </th>
        <th scope="col" class="c-time">
          Duration
        </th>
        <th scope="col" class="c-message">
          What the job said
        </th>
      </tr>
    </thead>
    <tbody>
      {pings.length === 0 && (
        <tr class="empty">
          <td colspan={4}>No signal yet. The service stays unknown until the first one comes.</td>
        </tr>
      )}
      {pings.map((ping) => (
        <PingRow ping={ping} />
      ))}
    </tbody>
  </table>
)

const signals = {
  start: { look: 'unknown', icon: 'play', word: 'Start' },
  success: { look: 'up', icon: 'check', word: 'Success' },
  fail: { look: 'down', icon: 'down', word: 'Failure' },
} as const satisfies Record<Signal['kind'], { look: string; icon: string; word: string }>

/** Its id keeps an opened row open when newer ones come above it. */
const PingRow = ({ ping: { id, at, signal, durationMs, body } }: { ping: Ping }) => {
  const { look, icon, word } = signals[signal.kind]
  return (
    <tr id={`ping-${id}`}>
      <td class="c-age">
        <Age at={at} />
      </td>
      <td class="c-status">
        <span class={`s ${look}`}>
          <Icon name={icon} />
          <span>
            <b>{word}</b>
            {signal.kind === 'fail' && signal.exitCode !== null && (
              <small>exit code {signal.exitCode}</small>
            )}
          </span>
        </span>
      </td>
      <td class="c-time">{durationMs === null ? '–' : spanText(durationMs)}</td>
      <td class="c-message" {...hx({ 'hx-ignore': true })}>
        <Words id={id} body={body} />
      </td>
    </tr>
  )
}

/** Of a long text the first line is enough until somebody opens it. */
const shortMost = 120

const Words = ({ id, body }: { id: number; body: string }) => {
  const text = plain(body).trim()
  const [line = ''] = text.split('\n', 1)
  if (line === text && text.length <= shortMost) return <>{text}</>
  return (
    <details id={`words-${id}`}>
      <summary>{`${line.slice(0, shortMost).toWellFormed()}…`}</summary>
      <pre>{text}</pre>
    </details>
  )
}
