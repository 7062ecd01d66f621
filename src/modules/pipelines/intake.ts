import { type Clock, Refusal, type WebhookEventId } from '../../kernel/index.ts'
import type { Connection } from './connection.ts'
import type { Delivery, Platforms, Proof } from './connector.ts'
import type { ConnectionStore, EventStore } from './ports.ts'

export type IntakeDeps = {
  readonly connections: Pick<ConnectionStore, 'find' | 'findByName'>
  readonly events: Pick<EventStore, 'receive'>
  readonly platforms: Pick<Platforms, 'webhooksOf'>
  /** The secret that deliveries of a connection are proved with; `null` where it has none, or none that opens. */
  readonly secretOf: (connection: Connection) => string | null
  /** A digest of bytes as text, for platforms that number nothing. */
  readonly digest: (bytes: Uint8Array) => string
  readonly clock: Clock
}

export type Received = { readonly id: WebhookEventId; readonly isNew: boolean }

/** Takes deliveries in: the proof first, over the bytes as they came; then they are stored, once each. */
export type Intake = {
  /**
   * Throws `Refusal`: `not_found` for a connection that takes none, `unauthenticated` for a proof
   * that is missing, wrong or too old.
   * @param connection its name or its id, as the address has it
   */
  receive(connection: string, delivery: Delivery): Promise<Received>
}

const refusals: Readonly<Record<Exclude<Proof, 'ok'>, string>> = {
  unsigned: 'The delivery is not signed; set the secret of the connection at the platform',
  forged:
    'The signature does not fit the body; the secret at the platform is another one, or the body was changed on its way',
  stale: 'The delivery is signed with a time that is more than five minutes off',
}

/** Headers that say something of a delivery; credentials are not kept. */
const keptHeader =
  /^(x-(github|gitlab|gitea|event|hook|request|attempt|bitbucket|jenkins|pharos-event)|webhook-(id|timestamp)|idempotency-key|content-type|user-agent)/
const secretHeader = /token|signature|authorization/

export function createIntake(deps: IntakeDeps): Intake {
  const { connections, events, platforms, secretOf, digest, clock } = deps

  async function connectionOf(text: string): Promise<Connection> {
    const byName = await connections.findByName(text)
    const found = byName ?? (await byId(text))
    if (found === null || !found.enabled) throw nobody()
    return found
  }

  async function byId(text: string): Promise<Connection | null> {
    return /^\d{1,15}$/.test(text) ? connections.find(Number(text) as Connection['id']) : null
  }

  return {
    async receive(name, delivery) {
      const connection = await connectionOf(name)
      const webhooks = platforms.webhooksOf(connection.platform)
      const secret = secretOf(connection)
      if (webhooks === null || secret === null) throw nobody()
      const now = clock.now()
      const proof = webhooks.prove(delivery, secret, now)
      if (proof !== 'ok') throw new Refusal('unauthenticated', refusals[proof])
      const { id, type } = webhooks.identify(delivery)
      return events.receive({
        isHint: id === null,
        connectionId: connection.id,
        deliveryId: (id ?? digest(delivery.body)).slice(0, 200),
        type: type.slice(0, 100),
        receivedAt: now,
        headers: keptHeaders(delivery.headers),
        body: delivery.body,
      })
    },
  }
}

/** The same words for whatever is missing: nobody learns which connections there are. */
const nobody = () =>
  new Refusal('not_found', 'There is no connection of that name that takes webhooks')

const mostHeaders = 40
const mostValue = 500

const keptHeaders = (headers: Delivery['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => keptHeader.test(name) && !secretHeader.test(name))
      .slice(0, mostHeaders)
      .map(([name, value]) => [name, value.slice(0, mostValue)]),
  )
