import type { ServiceId } from '../../../kernel/index.ts'
import type { Entry } from '../board/index.ts'
import { paths } from '../paths.ts'
import { Age, momentText, plain } from './age.tsx'
import { BeatsLink } from './beats.tsx'
import { ResponseTime, spanText } from './figure.tsx'
import { reasonText, Status } from './status.tsx'

/** Everything below the head that is asked for anew when the head changes. */
export const outcomesId = (id: ServiceId): string => `svc-${id}-outcomes`

/** Tells the version of a service's definition: what shows only that follows it. */
export const versionId = (id: ServiceId): string => `svc-${id}-version`

export const headId = (id: ServiceId): string => `svc-${id}-head`

/** How a service is now: the live part of its own page. */
export const ServiceHead = ({ entry: { service, seq } }: { entry: Entry }) => (
  <section id={headId(service.id)} class="panel head" data-rev={seq} aria-label="Status">
    <p id={versionId(service.id)} class="now" data-rev={service.rev}>
      <Status status={service.status} reason="" />
    </p>
    <dl class="facts">
      {service.maintenance !== null && (
        <div>
          <dt>Maintenance</dt>
          <dd>
            {plain(service.maintenance.name)}, until {momentText(service.maintenance.until)}
          </dd>
        </div>
      )}
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
        <dd>{spanText(service.intervalMs)}</dd>
      </div>
    </dl>
    <figure>
      <BeatsLink id={service.id} recent={service.recent} />
      <figcaption>Latest checks, the newest on the right</figcaption>
    </figure>
  </section>
)

/** What stands there once somebody deleted the service. */
export const GoneHead = ({ id }: { id: ServiceId }) => (
  <section id={headId(id)} class="panel head gone" aria-label="Status">
    <p class="now">This service was deleted.</p>
    <p>
      <a href={paths.services}>All services</a>
    </p>
  </section>
)
