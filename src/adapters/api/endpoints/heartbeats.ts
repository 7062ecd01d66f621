import { type Clock, notFound, Refusal, type ServiceId } from '../../../kernel/index.ts'
import { type HeartbeatStore, pingsKept, type Signal } from '../../../modules/checks/index.ts'
import type { Services } from '../../../modules/services/index.ts'
import {
  type Answer,
  type Endpoint,
  endpoint,
  type Input,
  type PathParam,
  pathId,
} from '../endpoint.ts'
import { idempotencyHeader, readIdempotency } from '../idempotency.ts'
import type { Inbound } from '../ports.ts'
import { heartbeat, toHeartbeatJson } from '../schemas/heartbeat.ts'
import { keptText } from '../schemas/kept-text.ts'
import * as examples from './examples.ts'
import { createPace, type Pace } from './heartbeat-pace.ts'
import { signalOf } from './heartbeat-signal.ts'

type Deps = {
  readonly services: Services
  readonly inbound: Inbound
  readonly heartbeats: Pick<HeartbeatStore, 'logOf'>
  readonly clock: Clock
}

const tag = 'Heartbeats'

/** What a job says last is seldom long; the rest is not read. */
const bodyMost = 10_240

export function heartbeatEndpoints({ services, inbound, heartbeats, clock }: Deps): Endpoint[] {
  const receive = receiver(inbound, createPace(clock))
  return [
    ...methods.flatMap((method) => [done(method, receive), saying(method, receive)]),
    endpoint({
      method: 'GET',
      path: '/api/v1/services/{id}/heartbeat',
      access: 'editor',
      id: 'getHeartbeat',
      tag,
      summary: 'Show the address that a job calls, and its latest signals',
      description:
        'For services of the type `heartbeat`. The address holds the secret, so viewers do not see it.',
      params: { id: pathId<ServiceId>('service') },
      responses: {
        200: {
          description: 'How the job reports.',
          schema: heartbeat,
          examples: { job: examples.heartbeat },
        },
      },
      async handle({ params: { id } }) {
        const service = await services.get(id)
        if (service.type !== 'heartbeat') throw notFound('heartbeat of service', id)
        const log = await heartbeats.logOf(id, pingsKept)
        const token = inbound.tokenOf(service)
        return { status: 200, json: toHeartbeatJson({ service, token, log }) }
      },
    }),
  ]
}

/** The same for both: a job calls with whatever it has, and that is often `curl` alone. */
const methods = ['POST', 'GET'] as const
type Method = (typeof methods)[number]

const token: PathParam<string> = {
  noun: 'heartbeat',
  description: 'The secret of the job, as the page of its service shows it',
  schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{22,200}$' },
  example: 'w0pHqTn4sVb2eYx1cJm8RkZu5LdA7gWf',
  // All texts alike: whatever is wrong with one is told in the same words, which do not repeat it.
  parse: (text) => text,
}

const word: PathParam<string> = {
  noun: 'signal',
  description: '`start`, `fail`, or the exit code of the job: 0 is a success',
  schema: { type: 'string', pattern: '^(start|fail|[0-9]{1,3})$' },
  example: 'start',
  parse: (text) => text,
}

const taken = {
  200: {
    description: 'It is stored.',
    type: 'text/plain; charset=utf-8',
    examples: { ok: 'OK\n' },
  },
  429: { description: 'More signals than a job has to send. Retry-After says when to try again.' },
}

const anyBody = {
  description: 'What the job has to say, shown beside the signal: text, of which 10 kB are kept.',
  mostBytes: bodyMost,
}

const shared = (method: Method) =>
  ({
    method,
    access: 'public',
    tag,
    responses: taken,
    ...(method === 'POST' && { anyBody, headers: [idempotencyHeader] }),
  }) as const

const done = (method: Method, receive: Receive) =>
  endpoint({
    ...shared(method),
    path: '/api/v1/heartbeats/{token}',
    id: method === 'POST' ? 'sendHeartbeat' : 'sendHeartbeatByGet',
    summary: 'A job is done',
    description: 'Needs no credentials but the secret in the address. HEAD works too.',
    params: { token },
    handle: (input) =>
      receive({ ...input, token: input.params.token, signal: { kind: 'success' } }),
  })

const saying = (method: Method, receive: Receive) =>
  endpoint({
    ...shared(method),
    path: '/api/v1/heartbeats/{token}/{signal}',
    id: method === 'POST' ? 'sendSignal' : 'sendSignalByGet',
    summary: 'A job starts, fails, or ends with an exit code',
    description:
      '`curl …/heartbeats/SECRET/$?` at the end of a script says how it ended. After a `start` the duration is known, and a run that does not end is noticed.',
    params: { token, signal: word },
    handle: (input) =>
      receive({ ...input, token: input.params.token, signal: signalOf(input.params.signal) }),
  })

type Sent = Pick<Input<Record<never, never>, never>, 'bytes' | 'header'> & {
  readonly token: string
  /** `null` for a word that is no signal. */
  readonly signal: Signal | null
}

type Receive = (sent: Sent) => Promise<Answer>

/** An unknown secret and an unknown word are answered alike, so that nobody learns which it was. */
const nobody = () => new Refusal('not_found', 'There is no such heartbeat')

const receiver =
  (inbound: Inbound, pace: Pace): Receive =>
  async ({ token: secret, signal, bytes, header }) => {
    const wait = pace(secret)
    if (wait > 0) {
      throw new Refusal('too_many_requests', 'Too many signals; try again later', {
        retryAfter: wait,
      })
    }
    if (signal === null) throw nobody()
    const key = readIdempotency(header('idempotency-key'), bytes)?.key ?? null
    const recorded = await inbound.signal(secret, { signal, body: keptText(bytes), key })
    if (recorded === 'unknown') throw nobody()
    return { status: 200, text: { type: 'text/plain; charset=utf-8', body: 'OK\n' } }
  }
