import type { ServiceId } from '../../../kernel/index.ts'
import { formatDuration } from '../../../kernel/index.ts'
import type { Entry } from '../board/index.ts'
import { Age } from './age.tsx'
import { Beats } from './beats.tsx'
import { ResponseTime } from './figure.tsx'
import { reasonText, Status } from './status.tsx'

export const outcomesId = (id: ServiceId): string => `svc-${id}-outcomes`

export const headId = (id: ServiceId): string => `svc-${id}-head`

/** How a service is now: the live part of its own page. */
export const ServiceHead = ({ entry: { service, seq } }: { entry: Entry }) => (
  <section id={headId(service.id)} class="panel head" data-rev={seq} aria-label="Status">
    <p class="now">
      <Status status={service.status} reason="" />
    </p>
    <dl class="facts">
      <div>
        <dt>Reason</dt>
        <dd>{reasonText(service.reason)}</dd>
      </div>
      <div>
        <dt>Since</dt>
        <dd>
          <Age at={service.since} />
        </dd>
      </div>
      <div>
        <dt>Response</dt>
        <dd>
          <ResponseTime ms={service.responseMs} />
        </dd>
      </div>
      <div>
        <dt>Checked</dt>
        <dd>{service.lastCheckedAt === null ? 'never' : <Age at={service.lastCheckedAt} />}</dd>
      </div>
      <div>
        <dt>Interval</dt>
        <dd>{formatDuration(service.intervalMs)}</dd>
      </div>
    </dl>
    <figure>
      <Beats recent={service.recent} />
      <figcaption>Latest checks, the newest on the right</figcaption>
    </figure>
  </section>
)

/** What stands there once somebody deleted the service. */
export const GoneHead = ({ id }: { id: ServiceId }) => (
  <section id={headId(id)} class="panel head" aria-label="Status">
    <p class="now">This service was deleted.</p>
  </section>
)
