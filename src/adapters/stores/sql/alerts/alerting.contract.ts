import type { CheckId, ServiceId } from '../../../../kernel/index.ts'
import type {
  Channel,
  ChannelDefinition,
  Claimed,
  RunNews,
  Settled,
} from '../../../../modules/alerts/index.ts'
import { aService, by, morning } from '../../../../modules/services/examples.contract.ts'
import type { ServiceDefinition } from '../../../../modules/services/index.ts'
import type { SqlStore } from '../index.ts'
import type { Place } from '../places.contract.ts'

export const aChannel = (differs: Partial<ChannelDefinition> = {}): ChannelDefinition => ({
  name: 'night watch',
  type: 'webhook',
  config: { url: 'https://hooks.example/night' },
  tags: [],
  enabled: true,
  ...differs,
})

/** A database with what alerting needs: services that turn when they are told to, and channels. */
export type Alerting = {
  readonly store: SqlStore
  readonly place: Place
  channel(differs?: Partial<ChannelDefinition>): Promise<Channel>
  service(differs?: Partial<ServiceDefinition>): Promise<ServiceId>
  /** One outcome turns a service. */
  turn(id: ServiceId, status: 'up' | 'degraded' | 'down', message?: string): Promise<void>
  /** Reacts to all that happened. @returns messages written. */
  react(): Promise<number>
  /** Takes a message for sending, and gives back what it says in short. */
  claim(at?: number, limit?: number): Promise<readonly Claimed[]>
}

/** @param from after this all slots are; a database that has some already needs a later one */
export async function openAlerting(place: Place, from = morning): Promise<Alerting> {
  const store = await place.open()
  let slot = from
  return {
    store,
    place,
    channel: (differs) => store.channels.create(aChannel(differs), by('ann')),
    async service(differs = {}) {
      const definition = aService({ failuresToDown: 1, ...differs })
      return (await store.services.create(definition, by('ann'), null)).value.id
    },
    async turn(id, status, message = 'what the target said') {
      slot += 1_000
      const [check] = await place.query(`select id, rev from checks where service_id = ${id}`)
      const phases = { dnsMs: 1, connectMs: 1, tlsMs: null, firstByteMs: 1, totalMs: 4 }
      await store.schedule.accept({
        checkRev: Number(check?.rev),
        outcome: {
          kind: 'result',
          checkId: Number(check?.id) as CheckId,
          slot,
          status,
          reason: status === 'up' ? 'ok' : status === 'down' ? 'timeout' : 'slow',
          message,
          phases,
          checkedAt: slot,
          ...(status !== 'up' && { evidence: { status: 503 } }),
        },
      })
    },
    async react() {
      let written = 0
      for (let more = true; more; ) {
        const reaction = await store.alerts.react(morning + 1)
        written += reaction.written
        more = reaction.more
      }
      return written
    },
    claim: (at = morning + 2, limit = 100) => store.alerts.claim(at, limit),
  }
}

/** `shop > down`: what a message tells. */
export function said({ notification }: Pick<Claimed, 'notification'>): string {
  switch (notification.kind) {
    case 'change':
      return `${notification.news.name} > ${notification.news.to}`
    case 'digest':
      return [
        ...notification.news.map(({ name, to }) => `${name} > ${to}`),
        ...(notification.runs ?? []).map(saidOfRun),
      ].join(', ')
    case 'run':
      return saidOfRun(notification.run)
    case 'notice':
      return notification.title
    case 'test':
      return 'test'
  }
}

const saidOfRun = ({ project, branch, turn }: RunNews): string => `${project} ${branch} > ${turn}`

/** What an attempt came to. A failed one is tried again a second later. */
export function settledAs(claimed: Claimed, kind: Settled['kind'], at = morning + 3): Settled {
  const nexts: Readonly<Record<Settled['kind'], Settled['next']>> = {
    delivered: { kind: 'delivered' },
    failed: { kind: 'retry', dueAt: at + 1_000 },
    refused: { kind: 'dead', reason: 'refused' },
  }
  const { id, attempt } = claimed
  const pauseUntil = kind === 'failed' ? at + 1_000 : null
  return { id, attempt, at, kind, detail: kind, next: nexts[kind], pauseUntil }
}
