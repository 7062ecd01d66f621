import type { Service } from '../../../modules/services/index.ts'
import { type Eyes, insert, type Markup, outcomesId } from '../fragments/index.ts'
import { HeartbeatPanel, type HeartbeatProps } from './service-heartbeat.tsx'
import { HistoryPanel, type HistoryProps } from './service-history.tsx'
import { LatestPanel, type LatestProps } from './service-latest.tsx'
import { ResponsePanel, type ResponseProps } from './service-response.tsx'
import { ServiceTitle } from './service-title.tsx'
import { UptimePanel, type UptimeProps } from './service-uptime.tsx'

export type ServicePageProps = {
  readonly service: Service
  readonly eyes: Eyes
  readonly banner: Markup
  readonly head: Markup
  /** Of a service that a job reports to. */
  readonly heartbeat?: HeartbeatProps | null
  readonly uptime: UptimeProps
  readonly response: ResponseProps
  readonly latest: LatestProps
  readonly history: HistoryProps
}

/** One service: how it is, how it was, and what its latest checks found. */
export const ServicePage = (props: ServicePageProps) => {
  const { service, eyes, banner, head } = props
  return (
    <>
      {insert(banner)}
      <ServiceTitle service={service} eyes={eyes} kind="service" />
      {insert(head)}
      <div id={outcomesId(service.id)} class="panels">
        {props.heartbeat && <HeartbeatPanel {...props.heartbeat} />}
        <UptimePanel {...props.uptime} />
        <ResponsePanel {...props.response} />
        <LatestPanel {...props.latest} />
        <HistoryPanel {...props.history} />
      </div>
    </>
  )
}
