import { z } from 'zod'
import {
  type Delivery,
  type Notice,
  PlatformFault,
  type Webhooks,
} from '../../../modules/pipelines/index.ts'
import { word } from '../fields.ts'
import { proveToken } from '../proof.ts'
import { read } from './fields.ts'
import { addressOf, type JobAddress, runIdOf } from './paths.ts'

/*
 * Jenkins tells nobody by itself; plugins do, and none of them signs. So a delivery proves itself with
 * a token, and its body is only a hint at what to ask Jenkins for: COMPLETED may come before the
 * final result. https://plugins.jenkins.io/notification/, https://plugins.jenkins.io/outbound-webhook/
 */

const address = z.string().max(4_096).nullable().catch(null)

const hintSchema = z.object({
  /** Notification. */
  build: z.object({ full_url: address, url: address, phase: word }).nullable().catch(null),
  /** Outbound WebHook. */
  buildUrl: address,
  event: word,
  /** A step of one's own: `{"url": env.BUILD_URL}`. Notification has the job here. */
  url: address,
})
type Hint = z.output<typeof hintSchema>

function hintOf(body: Uint8Array): Hint {
  try {
    return read(hintSchema, JSON.parse(new TextDecoder().decode(body)), 'A delivery')
  } catch (cause) {
    throw new PlatformFault('malformed', 'the delivery is no JSON object', { cause })
  }
}

const phaseOf = ({ build, event }: Hint): string => build?.phase ?? event ?? 'build'

/** Nothing is built yet. */
const isQueued = (phase: string): boolean => phase.toUpperCase() === 'QUEUED'

/** The projects that an address may be of: a job, or a branch's job of a multibranch project. */
function noticesOf({ names, number }: JobAddress): readonly Notice[] {
  const job = names.at(-1) ?? ''
  const places = [
    { fullName: names.join('/'), job: null },
    { fullName: names.slice(0, -1).join('/'), job },
  ]
  return places.flatMap(({ fullName, job }): Notice[] =>
    fullName === ''
      ? []
      : [
          {
            project: { externalId: fullName, fullName },
            asks: [
              number === null
                ? { kind: 'pipelines' }
                : { kind: 'run', externalId: runIdOf({ job, number }) },
            ],
          },
        ],
  )
}

function tell({ body }: Delivery): readonly Notice[] {
  const told = hintOf(body)
  if (isQueued(phaseOf(told))) return []
  const urls = [told.build?.full_url, told.build?.url, told.buildUrl, told.url]
  const addresses = urls.flatMap((url) =>
    url === null || url === undefined ? [] : (addressOf(url) ?? []),
  )
  const address = addresses.find(({ number }) => number !== null) ?? addresses[0]
  return address === undefined ? [] : noticesOf(address)
}

export const webhooks: Webhooks = {
  prove: (delivery, secret) => proveToken(delivery, secret) ?? 'unsigned',
  /** No plugin numbers its deliveries. */
  identify({ body }) {
    try {
      return { id: null, type: phaseOf(hintOf(body)) }
    } catch {
      return { id: null, type: 'unknown' }
    }
  },
  read: tell,
  steps: [
    'Install the Notification plugin, or any other that posts JSON about a build.',
    'In the job, under Job Notifications, add an endpoint: format JSON, protocol HTTP, event All Events.',
    'As its URL enter the address, with ?token= and the secret behind it; a plugin that sends headers may send the secret as X-Pharos-Token instead.',
    'Without a plugin, let the pipeline post {"url": "…"} with the value of BUILD_URL when it starts and when it ends.',
  ],
}
