import {
  type Delivery,
  type Notice,
  PlatformFault,
  type Webhooks,
} from '../../../modules/pipelines/index.ts'
import { proveToken } from '../proof.ts'
import { read, statusPush } from './bodies.ts'

/*
 * The reporter HttpStatusPush posts a build when it starts and when it is over, and signs nothing:
 * https://docs.buildbot.net/current/manual/configuration/reporters/http_status.html. So a delivery
 * proves itself with a token, and its body is only a hint at what to ask Buildbot for.
 */

function pushOf({ body }: Delivery) {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(body))
  } catch {
    // Not as the cause: the message of a syntax error has a piece of the body in it.
    throw new PlatformFault('malformed', 'the delivery of Buildbot is no JSON')
  }
  return read(statusPush, value, 'the delivery')
}

function noticesOf(delivery: Delivery): readonly Notice[] {
  const { builderid, buildrequestid, builder } = pushOf(delivery)
  return [
    {
      project: { externalId: String(builderid), fullName: builder?.name ?? null },
      asks: [{ kind: 'run', externalId: String(buildrequestid) }],
    },
  ]
}

export const webhooks: Webhooks = {
  prove: (delivery, secret) => proveToken(delivery, secret) ?? 'unsigned',
  /** Deliveries have no number; that of a build's start and that of its end differ. */
  identify(delivery) {
    try {
      return { id: null, type: pushOf(delivery).complete ? 'build finished' : 'build started' }
    } catch {
      return { id: null, type: 'unknown' }
    }
  },
  read: noticesOf,
  steps: [
    'In master.cfg, append reporters.HttpStatusPush(serverUrl="…", headers={"X-Pharos-Token": "…"}) to c["services"], with the address and the secret.',
    'A proxy that removes headers lets ?token= and the secret through, behind the address.',
    'Run buildbot reconfig; the next build is told of when it starts and when it is over.',
  ],
}
